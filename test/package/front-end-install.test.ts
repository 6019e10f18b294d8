import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { manifest } from "./manifest.js";
import { pack } from "./packed-package.js";

const run = promisify(execFile);

let folder = "";
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "session-migration-install-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Top-level packages after npm has installed these into an empty project. */
async function installed(name: string, ...packages: string[]): Promise<string[]> {
  const project = await mkdtemp(join(folder, `${name}-`));
  await writeFile(join(project, "package.json"), "{}");
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--silent"];
  await run("npm", ["install", ...quiet, ...packages], { cwd: project });
  const modules = join(project, "node_modules");
  const top = (await readdir(modules)).filter((one) => !one.startsWith("."));
  const scoped = top.filter((one) => one.startsWith("@"));
  const inside = await Promise.all(
    scoped.map(async (scope) => (await readdir(join(modules, scope))).map((one) => `${scope}/${one}`)),
  );
  return [...top.filter((one) => !one.startsWith("@")), ...inside.flat()].toSorted();
}

test(
  "an app for the browser gets ky, idb-keyval and jose, and nothing that only serve needs",
  { timeout: 120_000 },
  async () => {
    const tarball = await pack(folder);
    const sdk = `@authgear/web@${manifest.devDependencies["@authgear/web"]}`;
    const [before, after] = await Promise.all([installed("before", sdk), installed("after", sdk, tarball)]);
    expect(after.filter((name) => !before.includes(name))).toEqual([
      "authgear-session-migration",
      "idb-keyval",
      "jose",
      "ky",
    ]);
  },
);
