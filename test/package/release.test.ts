import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { manifest } from "./manifest.js";
import { root } from "./packed-package.js";

const run = promisify(execFile);
const tag = `v${manifest.version}`;

let folder = "";
let clone = "";

const git = (cwd: string, ...argv: string[]): Promise<unknown> =>
  run("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", ...argv], {
    cwd,
  });

// The package as it is, with a build and tests that only say that they ran.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "session-migration-release-"));
  const origin = join(folder, "origin");
  await mkdir(origin);
  await cp(join(root, ".ci"), join(origin, ".ci"), { recursive: true });
  await cp(join(root, "CHANGELOG.md"), join(origin, "CHANGELOG.md"));
  const scripts = {
    release: manifest.scripts["release"],
    build: "echo BUILT",
    "test:package": "echo TESTED",
  };
  await writeFile(join(origin, "package.json"), JSON.stringify({ ...manifest, scripts }));
  await git(origin, "init", "--quiet");
  await git(origin, "add", "--all");
  await git(origin, "commit", "--quiet", "--message", "The package");
}, 30_000);
beforeEach(async () => {
  clone = await mkdtemp(join(folder, "clone-"));
  await git(folder, "clone", "--quiet", join(folder, "origin"), clone);
}, 30_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Never without `--dry-run`. The registry is one that nobody answers for. */
async function dryRun(...argv: string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, npm_config_registry: "http://127.0.0.1:9/", npm_config_fetch_retries: "0" };
  const ran = run("npm", ["run", "release", "--", "--dry-run", ...argv], { cwd: clone, env });
  return ran.then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error: unknown) => {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, output: stdout + stderr };
    },
  );
}

test("a version that is ready is built, tested and packed, and nothing is published or tagged", async () => {
  const { code, output } = await dryRun();
  expect(output).toMatch(/^BUILT$[^]*^TESTED$[^]*^\+ authgear-session-migration@[^]*^Nothing was published/m);
  expect(output).toContain("public access (dry-run)");
  expect(code).toBe(0);
  expect(await run("git", ["tag"], { cwd: clone })).toMatchObject({ stdout: "" });
}, 30_000);

test.for<[string, () => Promise<unknown>, string]>([
  ["a changed tree", () => writeFile(join(clone, "new.txt"), "new"), "The working tree has changes"],
  ["a version without a heading in the changelog", () => rename(), 'CHANGELOG.md has no heading "## 99.0.0"'],
  ["a version that has its tag", () => git(clone, "tag", tag), `The tag ${tag} exists`],
])("%s is refused before anything is built", { timeout: 30_000 }, async ([, make, reason]) => {
  await make();
  const { code, output } = await dryRun();
  expect(output).toContain(reason);
  expect(output).not.toContain("BUILT");
  expect(code).not.toBe(0);
});

test("a misspelt option is refused, so that it publishes nothing", { timeout: 30_000 }, async () => {
  const { code, output } = await dryRun("--dryrun");
  expect(output).toContain("'--dryrun'");
  expect(output).not.toContain("BUILT");
  expect(code).not.toBe(0);
});

async function rename(): Promise<void> {
  const file = join(clone, "package.json");
  await writeFile(file, JSON.stringify({ ...manifest, version: "99.0.0" }));
  await git(clone, "commit", "--all", "--quiet", "--message", "99");
}

test("the manifest has what provenance needs", () => {
  expect(manifest.publishConfig).toEqual({ access: "public", provenance: true });
  expect(manifest.repository.url).toMatch(
    /^git\+https:\/\/github\.com\/[\w-]+\/authgear-session-migration\.git$/,
  );
});
