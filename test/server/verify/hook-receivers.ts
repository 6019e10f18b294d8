import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../setup/free-port.js";

/** One documented receiver: what must be installed, and how it starts. */
export interface Language {
  name: string;
  file: string;
  installed: boolean;
  /** Builds in `folder` if need be, and answers the command. */
  command(source: string, folder: string, port: number): [string, ...string[]];
}

const has = (program: string, ...check: string[]): boolean =>
  spawnSync(program, check, { stdio: "ignore", timeout: 30_000 }).status === 0;

export const LANGUAGES: readonly Language[] = [
  {
    name: "Python",
    file: "python/receiver.py",
    installed: has("python3", "--version"),
    command: (source) => ["python3", source],
  },
  {
    name: "Ruby",
    file: "ruby/receiver.rb",
    installed: has("ruby", "-rwebrick", "-e", ""),
    command: (source) => ["ruby", source],
  },
  {
    name: "Go",
    file: "go/receiver.go",
    installed: has("go", "version"),
    command(source, folder) {
      const built = spawnSync("go", ["build", "-o", join(folder, "receiver"), source], { encoding: "utf8" });
      if (built.status !== 0) throw new Error(built.stderr);
      return [join(folder, "receiver")];
    },
  },
  {
    name: "PHP",
    file: "php/receiver.php",
    installed: has("php", "--version"),
    command: (source, _, port) => ["php", "-S", `127.0.0.1:${port}`, source],
  },
  {
    name: "Java",
    file: "java/Receiver.java",
    installed: has("java", "--version"),
    command: (source) => ["java", source],
  },
  {
    name: "Node",
    file: "node/receiver.mjs",
    installed: true,
    command: (source) => ["node", source],
  },
];

export interface RunningReceiver {
  url: string;
  /** From here on the receiver knows this token or cookie, and answers so. */
  know(value: string, answer: unknown): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a receiver as its own process and waits until it takes connections. */
export async function startReceiver(language: Language, secret: string): Promise<RunningReceiver> {
  const folder = await mkdtemp(join(tmpdir(), "hook-receiver-"));
  const port = await freePort();
  const source = fileURLToPath(new URL(`../../../docs/hooks/${language.file}`, import.meta.url));
  const [program, ...parameters] = language.command(source, folder, port);
  const child = spawn(program, parameters, {
    env: { ...process.env, PORT: String(port), HOOK_SECRET: secret, HOOK_SESSIONS: folder },
    stdio: "ignore",
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await listening(child, port);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `http://127.0.0.1:${port}/legacy/session?of=app`,
    know: (value, answer) =>
      writeFile(join(folder, createHash("sha256").update(value).digest("hex")), JSON.stringify(answer)),
    stop,
  };
}

/** @throws Error if the process ends before it listens. */
async function listening(child: ChildProcess, port: number): Promise<void> {
  while (!(await accepts(port))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("the receiver ended");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const done = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", done(true)).once("error", done(false));
  });
}
