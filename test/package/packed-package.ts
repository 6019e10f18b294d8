import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Top of the repository. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** A project in a temporary folder that has the package installed the way npm would publish it. */
export interface Consumer {
  readonly folder: string;
  /** What npm would publish. */
  readonly tarball: string;
  /** Where the package lies in it. */
  readonly installed: string;
  remove(): Promise<void>;
}

/** Packs what was built last into this folder, and answers the path of the file. */
export async function pack(folder: string): Promise<string> {
  if (!existsSync(join(root, "dist"))) throw new Error("Nothing is built yet: `npm run build`");
  const { stdout } = await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: root });
  return join(folder, stdout.trim());
}

/** Puts what was packed where npm would. */
export async function unpack(tarball: string, place: string): Promise<void> {
  await mkdir(place, { recursive: true });
  await run("tar", ["-xzf", tarball, "-C", place, "--strip-components=1"]);
}

/**
 * Packs what was built last and unpacks it into a project of its own, beside links to the dependencies.
 *
 * @param parent where that project is made
 */
export async function installPacked(parent: string = tmpdir()): Promise<Consumer> {
  await mkdir(parent, { recursive: true });
  const folder = await realpath(await mkdtemp(join(parent, "session-migration-package-")));
  const modules = join(folder, "node_modules");
  const installed = join(modules, "authgear-session-migration");
  const tarball = await pack(folder);
  await unpack(tarball, installed);
  for (const name of await readdir(join(root, "node_modules"))) {
    if (!name.startsWith(".")) await symlink(join(root, "node_modules", name), join(modules, name));
  }
  return { folder, tarball, installed, remove: () => rm(folder, { recursive: true, force: true }) };
}
