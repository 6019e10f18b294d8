import { execFile, spawn } from "node:child_process";
import { access, chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { manifest } from "../package/manifest.js";
import { pack, root, unpack } from "../package/packed-package.js";

const execute = promisify(execFile);
const OURS = "authgear-session-migration";

const LONGEST_START = 60_000;

export interface Terminal {
  output(): string;
}

/** Somebody in an empty folder who does what a page says. */
export interface Reader {
  save(name: string, text: string): Promise<void>;
  /** A command, to its end; `npm install` takes what this repository has, and our own package as npm would publish it. */
  run(command: string): Promise<void>;
  /** A command in a terminal of its own, when it says this. */
  start(command: string, until: string): Promise<Terminal>;
  /** Names that were given to `npm install`. */
  readonly installed: readonly string[];
  /** Ctrl-C in every terminal, and the folder is gone. */
  leave(): Promise<void>;
}

/** @param env what the page tells its reader to have in the environment */
export async function createReader(env: Readonly<Record<string, string>> = {}): Promise<Reader> {
  const home = await mkdtemp(join(tmpdir(), "session-migration-reader-"));
  const folder = join(home, "my-app");
  await mkdir(folder);
  // Where this runs as root, PostgreSQL has another account.
  await chmod(home, 0o755);
  // Colours would stand between the words that are waited for.
  const options = { cwd: folder, env: { ...process.env, NO_COLOR: "1", ...env } };
  const installed: string[] = [];
  const ends: (() => Promise<unknown>)[] = [];
  return {
    installed,
    async save(name, text) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    },
    async run(command) {
      const [, packages] = /^npm install (?:--save-dev )?(.+)$/.exec(command) ?? [];
      if (packages === undefined) return finish(command, options);
      await access(join(folder, "package.json"));
      for (const wanted of packages.split(" ")) installed.push(await install(wanted, folder, home));
    },
    start(command, until) {
      const child = spawn("sh", ["-c", command], { ...options, detached: true });
      const closed = new Promise((resolve) => child.once("close", resolve));
      ends.push(() => {
        if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
        return closed;
      });
      let output = "";
      return new Promise((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`${command} has not said "${until}":\n${output}`)),
          LONGEST_START,
        );
        const hear = (chunk: Buffer): void => {
          output += chunk.toString();
          if (!output.includes(until)) return;
          clearTimeout(late);
          resolve({ output: () => output });
        };
        child.stdout.on("data", hear);
        child.stderr.on("data", hear);
        void closed.then(() => reject(new Error(`${command} ended:\n${output}`)));
      });
    },
    async leave() {
      await Promise.all(ends.map((end) => end()));
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function finish(command: string, options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<void> {
  await execute("sh", ["-c", command], options).catch((error: unknown) => {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} failed\n${stdout}${stderr}`);
  });
}

/** Puts a package where npm would, with its commands, and answers its name. */
async function install(wanted: string, folder: string, home: string): Promise<string> {
  const [, name = "", version] = /^(@?[^@]+)(?:@(.+))?$/.exec(wanted) ?? [];
  const place = join(folder, "node_modules", name);
  await mkdir(dirname(place), { recursive: true });
  await rm(place, { recursive: true, force: true });
  if (name === OURS) {
    await unpack(await pack(home), place);
    for (const each of Object.keys(manifest.dependencies)) await install(each, folder, home);
  } else await symlink(join(root, "node_modules", name), place);
  const described = JSON.parse(await readFile(join(place, "package.json"), "utf8")) as {
    version: string;
    bin?: string | Readonly<Record<string, string>>;
  };
  if (version !== undefined && !`${described.version}.`.startsWith(`${version}.`)) {
    throw new Error(`${wanted} is wanted, and ${described.version} is here`);
  }
  const { bin = {} } = described;
  await mkdir(join(folder, "node_modules/.bin"), { recursive: true });
  for (const [command, file] of Object.entries(typeof bin === "string" ? { [name]: bin } : bin)) {
    await chmod(join(place, file), 0o755);
    await rm(join(folder, "node_modules/.bin", command), { force: true });
    await symlink(join(place, file), join(folder, "node_modules/.bin", command));
  }
  return name;
}
