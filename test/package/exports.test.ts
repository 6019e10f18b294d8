import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importsOf } from "../architecture/imports.js";
import { codeSubpaths, exportedFiles, manifest, specifierOf } from "./manifest.js";
import { installPacked, root, type Consumer } from "./packed-package.js";

const run = promisify(execFile);

let consumer: Consumer;
beforeAll(async () => void (consumer = await installPacked()), 30_000);
afterAll(() => consumer?.remove());

describe("the packed package", () => {
  test("holds every file that the exports map names", () => {
    const missing = exportedFiles().filter((file) => !existsSync(join(consumer.installed, file)));
    expect(missing).toEqual([]);
  });

  test("has a subpath for each legacy provider", () => {
    const providers = readdirSync(join(root, "src/legacy")).map(
      (file) => `./legacy/${file.replace(/\.ts$/, "")}`,
    );
    expect(codeSubpaths.filter((subpath) => subpath.startsWith("./legacy/")).toSorted()).toEqual(
      providers.toSorted(),
    );
  });

  test.for(codeSubpaths)("%s loads in Node without a window", async (subpath) => {
    const code = `const m = await import(${JSON.stringify(specifierOf(subpath))});
      if (Object.keys(m).length === 0) throw new Error("exports nothing");`;
    const options = { cwd: consumer.folder };
    await expect(
      run(process.execPath, ["--input-type=module", "--eval", code], options),
    ).resolves.toBeDefined();
  });
});

describe("the built modules", () => {
  test("import only what an installation brings or asks for", async () => {
    const dist = join(consumer.installed, "dist");
    const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".js"),
    );
    const imports = await Promise.all(
      files
        .filter((file) => file !== "script.js")
        .map((file) => importsOf(file, readFileSync(join(dist, file), "utf8"))),
    );
    const packages = imports
      .flat()
      .map(({ specifier }) => specifier)
      .filter((specifier) => !/^(\.|node:)/.test(specifier));
    expect(packages).toContain("ky");
    const known = { ...manifest.dependencies, ...manifest.peerDependencies };
    expect(packages.filter((name) => !(name in known))).toEqual([]);
  });

  test("the front door reaches the engine and the session by import() alone", () => {
    const frontDoor = readFileSync(join(consumer.installed, "dist/index.js"), "utf8");
    for (const name of ["engine", "session"]) {
      expect(frontDoor).toMatch(new RegExp(`import\\(["']\\./${name}\\.js["']\\)`));
      expect(frontDoor).not.toMatch(new RegExp(`from ?["']\\./${name}\\.js["']`));
    }
  });

  test.for([
    ["index", "front-door/migrate-on-load"],
    ["engine", "engine"],
    ["session", "session"],
  ])("%s.js is minified, and its map shows the source %s.ts", ([file, source]) => {
    const built = join(consumer.installed, "dist", `${file}.js`);
    expect(readFileSync(built, "utf8").split("\n").length).toBeLessThan(4);
    const map = JSON.parse(readFileSync(`${built}.map`, "utf8")) as { sourcesContent: string[] };
    expect(map.sourcesContent).toContain(readFileSync(join(root, `src/${source}.ts`), "utf8"));
  });

  test("what only servers load stays readable", () => {
    const server = readFileSync(join(consumer.installed, "dist/server.js"), "utf8");
    expect(server).toMatch(/^ {2}\w/m);
  });

  test.for(["react", "vue"])("the %s adapter imports nothing but its framework", (name) => {
    const adapter = readFileSync(join(consumer.installed, `dist/${name}.js`), "utf8");
    expect([...adapter.matchAll(/\b(?:from|import)\s*\(?["']([^"']+)["']/g)].map(([, from]) => from)).toEqual(
      [name],
    );
  });
});

test("every dependency is pinned to one version", () => {
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.filter((version) => !/^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual(
    [],
  );
});

test("the lock file names no registry, so that it serves behind any", () => {
  expect(readFileSync(join(root, "package-lock.json"), "utf8")).not.toContain('"resolved"');
});
