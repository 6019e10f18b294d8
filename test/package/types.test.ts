import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import type TypeScript from "typescript-5.9";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importsOf } from "../architecture/imports.js";
import { codeSubpaths, specifierOf } from "./manifest.js";
import { installPacked, root, type Consumer } from "./packed-package.js";

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const source = join(import.meta.dirname, "consumer.ts");

let consumer: Consumer;
let file = "";
beforeAll(async () => {
  consumer = await installPacked();
  file = join(consumer.folder, "consumer.mts");
  await copyFile(source, file);
}, 60_000);
afterAll(() => consumer?.remove());

// As strict as an app can be.
const STRICT = { noEmit: true, strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false };
const PLATFORM = { target: "es2022", lib: ["es2023", "dom", "dom.iterable"], types: ["node"] };
const resolutions = {
  nodenext: { ...STRICT, ...PLATFORM, module: "nodenext", moduleResolution: "nodenext" },
  bundler: { ...STRICT, ...PLATFORM, module: "esnext", moduleResolution: "bundler" },
};
const bothResolutions = ["nodenext", "bundler"] as const;

/** What this compiler says of the consumer and of every declaration of the package that it reads. */
function complaints(compiler: string, resolution: keyof typeof resolutions): string {
  const ts = require(compiler) as typeof TypeScript;
  const { options, errors } = ts.convertCompilerOptionsFromJson(resolutions[resolution], consumer.folder);
  const program = ts.createProgram([file], options);
  const ours = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(consumer.folder));
  expect(ours.length).toBeGreaterThan(codeSubpaths.length);
  const found = [...errors, ...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()];
  for (const each of ours)
    found.push(...program.getSyntacticDiagnostics(each), ...program.getSemanticDiagnostics(each));
  return ts.formatDiagnostics(found, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => consumer.folder,
    getNewLine: () => "\n",
  });
}

test("the consumer imports every entry", async () => {
  const imported = await importsOf(source, readFileSync(source, "utf8"));
  const names = new Set(imported.map(({ specifier }) => specifier));
  expect(codeSubpaths.map(specifierOf).filter((name) => !names.has(name))).toEqual([]);
});

describe.for(["typescript-5.4", "typescript-5.9", "typescript-6"])("%s", (compiler) => {
  test.for(bothResolutions)("takes the packed declarations under %s", { timeout: 120_000 }, (resolution) => {
    expect(complaints(compiler, resolution)).toBe("");
  });
});

describe("typescript 7", () => {
  test.for(bothResolutions)(
    "takes the packed declarations, and those of the dependencies, under %s",
    { timeout: 120_000 },
    async (resolution) => {
      const argv = Object.entries(resolutions[resolution]).flatMap(([name, value]) => [
        `--${name}`,
        String(value),
      ]);
      const tsc = join(root, "node_modules/typescript/bin/tsc");
      const checked = run(process.execPath, [tsc, ...argv, "--pretty", "false", file], {
        cwd: consumer.folder,
      });
      const said = await checked.catch((error: unknown) => error as { stdout: string });
      expect(said.stdout).toBe("");
    },
  );
});
