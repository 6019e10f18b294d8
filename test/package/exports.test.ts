import { build } from "esbuild";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importsOf } from "../architecture/imports.js";
import { codeSubpaths, exportedFiles, manifest, specifierOf } from "./manifest.js";
import { installPacked, root, type Consumer } from "./packed-package.js";

const run = promisify(execFile);

let consumer: Consumer;
beforeAll(async () => void (consumer = await installPacked()), 30_000);
afterAll(() => consumer?.remove());

describe("the packed package", () => {
  test("publint has nothing to say, strictly", async () => {
    const { messages } = await publint({ pkgDir: consumer.installed, pack: false, strict: true });
    const pkg = JSON.parse(readFileSync(join(consumer.installed, "package.json"), "utf8")) as object;
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test("holds every file that the exports map names", () => {
    const missing = exportedFiles().filter((file) => !existsSync(join(consumer.installed, file)));
    expect(missing).toEqual([]);
  });

  test("holds its licence and its README and no sources", () => {
    const top = readdirSync(consumer.installed).toSorted();
    expect(top.filter((name) => name !== "CHANGELOG.md")).toEqual([
      "LICENSE",
      "README.md",
      "dist",
      "package.json",
    ]);
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

  test.for(["nodenext", "bundler"])(
    "its declarations stand by themselves under moduleResolution %s",
    { timeout: 60_000 },
    async (resolution) => {
      const imports = codeSubpaths.map((subpath, n) => `export * as m${n} from "${specifierOf(subpath)}";`);
      await writeFile(join(consumer.folder, "use.mts"), imports.join("\n"));
      const argv = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2023,dom,dom.iterable"];
      const module = resolution === "nodenext" ? "nodenext" : "esnext";
      const how = ["--module", module, "--moduleResolution", resolution, "--skipLibCheck", "--types", "node"];
      const tsc = run(join(root, "node_modules/.bin/tsc"), [...argv, ...how, "use.mts"], {
        cwd: consumer.folder,
      });
      await expect(tsc).resolves.toBeDefined();
    },
  );
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

  test("the server half cannot be bundled into a page", async () => {
    await writeFile(
      join(consumer.folder, "page.js"),
      `import { createMigrationHandler } from "authgear-session-migration/server"; createMigrationHandler();`,
    );
    await expect(bundle("browser")).rejects.toThrow(/No matching export in .*browser-forbidden\.js/);
  });

  test("the server half can be bundled for an edge runtime that also claims to be a browser", async () => {
    await expect(bundle("browser", ["workerd", "edge-light"])).resolves.toBeDefined();
  });

  function bundle(platform: "browser", conditions: string[] = []): Promise<unknown> {
    return build({
      entryPoints: [join(consumer.folder, "page.js")],
      bundle: true,
      write: false,
      format: "esm",
      platform,
      conditions,
      external: ["node:*", "pg"],
      logLevel: "silent",
    });
  }
});

test("every dependency is pinned to one version", () => {
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test("the lock file names no registry, so that it serves behind any", () => {
  expect(readFileSync(join(root, "package-lock.json"), "utf8")).not.toContain('"resolved"');
});
