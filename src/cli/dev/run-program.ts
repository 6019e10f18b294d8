import { execFileSync, spawn } from "node:child_process";
import { tmpdir } from "node:os";

/** The account that PostgreSQL runs as where this process is root, which it refuses. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface ProgramOptions extends Partial<Account> {
  cwd: string;
  env: NodeJS.ProcessEnv;
  stdio: ["ignore", "pipe", "pipe"];
}

/** Root lends it an account that every system has. */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

export function programOptions(account: Account | undefined): ProgramOptions {
  return {
    cwd: tmpdir(),
    env: { ...process.env, LC_ALL: "C" },
    stdio: ["ignore", "pipe", "pipe"],
    ...account,
  };
}

/** Runs a program to its end. @throws Error with its words. */
export function runProgram(
  executable: string,
  argv: readonly string[],
  account: Account | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, argv, programOptions(account));
    let output = "";
    const collect = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-10_000));
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`${executable} ended with ${code}:\n${output}`)),
    );
  });
}
