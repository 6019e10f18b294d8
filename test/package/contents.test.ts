import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportedFiles, manifest } from "./manifest.js";
import { installPacked, root, type Consumer } from "./packed-package.js";

const run = promisify(execFile);

let consumer: Consumer;
let files: string[] = [];
beforeAll(async () => {
  consumer = await installPacked();
  const { stdout } = await run("tar", ["-tzf", consumer.tarball]);
  files = stdout.trimEnd().split("\n");
}, 30_000);
afterAll(() => consumer?.remove());

const read = (file: string): string => readFileSync(join(consumer.folder, unpacked(file)), "utf8");
const unpacked = (file: string): string =>
  file.replace(/^package/, "node_modules/authgear-session-migration");
const named = (pattern: RegExp): string[] => files.filter((file) => pattern.test(file)).toSorted();

describe("what npm publishes", () => {
  test("is dist, its licence, its README and its manifest", () => {
    expect(named(/^package\/(?!dist\/)/)).toEqual([
      "package/LICENSE",
      "package/README.md",
      "package/package.json",
    ]);
    const kinds = /\.(?:js|js\.map|d\.ts)$/;
    expect(named(/^package\/dist\//).filter((file) => !kinds.test(file))).toEqual([
      "package/dist/openapi.yaml",
    ]);
  });

  test("names one version of each thing that it brings along, which the lockfile knows by its hash (Z19)", () => {
    const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
      packages: Record<string, { version?: string; integrity?: string }>;
    };
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      const integrity = expect.stringMatching(/^sha512-/) as unknown;
      expect(lock.packages[`node_modules/${name}`]).toMatchObject({ version, integrity });
    }
  });

  test("has the modules that the exports map names, the command, and what those share", () => {
    const entries = exportedFiles().filter((file) => file.endsWith(".js"));
    const expected = [...new Set([...entries, "./dist/cli.js", "./dist/session.js"])];
    const modules = named(/^package\/dist\/(?!shared\/).*\.js$/);
    expect(modules).toEqual(expected.map((file) => file.replace(/^\./, "package")).toSorted());
  });

  test("declares the types of its sources and of nothing else", () => {
    const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".ts"),
    );
    expect(named(/\.d\.ts$/)).toEqual(
      sources.map((file) => `package/dist/types/${file.replace(/\.ts$/, ".d.ts")}`).toSorted(),
    );
  });

  test("maps modules to the sources by relative paths alone", () => {
    const maps = named(/\.map$/);
    expect(maps.length).toBeGreaterThan(10);
    for (const file of maps) {
      const map = JSON.parse(read(file)) as { sources: string[]; sourceRoot?: string };
      expect(map.sourceRoot).toBeUndefined();
      expect(map.sources.filter((source) => !/^(?:\.\.\/)+src\/[\w./-]+\.ts$/.test(source))).toEqual([]);
    }
  });

  test("names no folder of the machine that built it", () => {
    const places = [root, homedir(), "file://"];
    expect(files.filter((file) => places.some((place) => read(file).includes(place)))).toEqual([]);
  });
});

test("the build ends with the hash of the script file, for `integrity` of a script tag", async () => {
  expect(manifest.scripts["build"]).toMatch(/ && node \.ci\/integrity\.mjs$/);
  const { stdout } = await run(process.execPath, [join(root, ".ci/integrity.mjs")]);
  const script = readFileSync(join(consumer.installed, "dist/script.js"));
  const hash = createHash("sha384").update(script).digest("base64");
  expect(stdout).toBe(`dist/script.js sha384-${hash}\n`);
});

test("the README's script tag names this version", () => {
  const [, version] =
    /authgear-session-migration@([^/]+)\/dist\/script\.js/.exec(read("package/README.md")) ?? [];
  expect(version).toBe(manifest.version);
});
