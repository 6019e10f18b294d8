import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { root } from "./packed-package.js";

// Minifying ky takes its time.
vi.setConfig({ testTimeout: 60_000 });

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

test("a front door and an engine within their budgets pass, with ky and idb-keyval counted", async () => {
  const { code, output } = await measure({});
  expect(output).toMatch(/^eager part .* 2,090$/m);
  expect(output).toMatch(/^engine, .* +\d{1,2},\d{3} +3,\d{3} *$/m);
  expect(output).toMatch(/^of which ky +\d,\d{3} +2,\d{3} *$/m);
  expect(output).toMatch(/^legacy\/some /m);
  expect(output).toMatch(/^page with legacy\/some +\d{2,3} +\d{1,2},\d{3} +\d{1,2},\d{3}$/m);
  expect(output).toMatch(/^vue +\d+ +\d+ *$/m);
  expect(code).toBe(0);
});

test("a front door over its budget fails and says by how much", async () => {
  const { code, output } = await measure({ "index.js": frontDoor(incompressible(3_000)) });
  expect(output).toMatch(/^eager part .*: \d+ bytes, \d+ over its budget$/m);
  expect(code).toBe(1);
});

test("a provider that takes a migrating page over its budget fails", async () => {
  const { code, output } = await measure({
    "legacy/some.js": `export const some = "${incompressible(15_000)}";`,
  });
  expect(output).toMatch(/^migrating page: .* over its budget$/m);
  expect(code).toBe(1);
});

test("an engine that the front door imports statically fails", async () => {
  const { code, output } = await measure({
    "index.js": `import { run } from "./engine.js"; export const migrateOnLoad = () => run();`,
  });
  expect(output).toContain("The front door has to load the engine by a dynamic import");
  expect(code).toBe(1);
});

function frontDoor(text: string): string {
  return `export const migrateOnLoad = async () => (await import("./engine.js")).run("${text}");`;
}

function incompressible(bytes: number): string {
  return randomBytes(bytes).toString("base64");
}

async function measure(files: Record<string, string>): Promise<{ code: number; output: string }> {
  const dist = await mkdtemp(join(root, "node_modules", ".size-test-"));
  folders.push(dist);
  const all = {
    "index.js": frontDoor("x"),
    "engine.js": `import ky from "ky"; import { get, set, del } from "idb-keyval"; export const run = () => [ky, get, set, del];`,
    "legacy/some.js": `export const some = "some";`,
    "vue.js": `import { shallowRef } from "vue"; export const useMigration = () => shallowRef("some");`,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(dist, path)), { recursive: true });
    await writeFile(join(dist, path), text);
  }
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, "test/size.mjs"), dist], (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}
