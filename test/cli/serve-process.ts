import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** What was built last. */
export const CLI: string = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** A run of the built command line. */
export interface Run {
  child: ChildProcess;
  /** Everything it has written so far. */
  output(): { stdout: string; stderr: string };
  /** The JSON lines of standard output. */
  lines(): Record<string, unknown>[];
  /** The first JSON line with this message; rejects if the process ends without it. */
  line(message: string): Promise<Record<string, unknown>>;
  /** Exit status, once everything it wrote has been read. */
  exited: Promise<number | null>;
}

export interface RunOptions {
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  cli?: string;
}

/** Runs the command line; it is killed when the test is over. */
export function runCLI(
  argv: readonly string[],
  { cwd = tmpdir(), env = {}, cli = CLI }: RunOptions = {},
): Run {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, ["--trace-warnings", cli, ...argv], { cwd, env: { PATH, ...env } });
  let stdout = "";
  let stderr = "";
  const waiting = new Set<() => void>();
  const heard = (): void => {
    for (const look of waiting) look();
  };
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    heard();
  });
  child.stderr.on("data", (chunk: Buffer) => void (stderr += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  void exited.then(heard);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  const lines = (): Record<string, unknown>[] =>
    stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const line: Run["line"] = (message) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = lines().find(({ msg }) => msg === message);
        if (found) resolve(found);
        else if (child.exitCode === null && child.signalCode === null) return;
        else reject(new Error(`ended without "${message}":\n${stdout}${stderr}`));
        waiting.delete(look);
      };
      waiting.add(look);
      look();
    });
  return { child, output: () => ({ stdout, stderr }), lines, line, exited };
}

/** A folder that is removed when the test is over, with these files in it. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "session-migration-serve-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await Promise.all(
    Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text, { mode: 0o600 })),
  );
  return folder;
}

/** The origins that a running `serve` has told. */
export async function origins(run: Run): Promise<{ main: string; metrics: string }> {
  const told = await run.line("listening");
  const origin = (address: unknown): string => {
    const { host, port } = Object(address) as { host?: unknown; port?: unknown };
    return `http://${String(host)}:${String(port)}`;
  };
  return { main: origin(told["listen"]), metrics: origin(told["metrics"]) };
}
