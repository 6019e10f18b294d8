import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const folder = await mkdtemp(join(ROOT, "node_modules", ".react-18-"));
afterAll(() => rm(folder, { recursive: true }));

// In this module every import of React, React's own too, means React 18.
const outfile = join(folder, "react.test.mjs");
const { metafile } = await build({
  entryPoints: [join(ROOT, "test/react.test.ts")],
  absWorkingDir: ROOT,
  outfile,
  bundle: true,
  metafile: true,
  format: "esm",
  alias: { react: "react-18", "react-dom": "react-dom-18" },
  external: ["vitest", "@authgear/web"],
  define: { "process.env.NODE_ENV": '"development"' },
});
// Its tests become tests of this file.
await import(outfile);

test("all of this ran on React 18 alone", () => {
  const files = Object.keys(metafile.inputs).map((file) => /node_modules\/(react[^/]*)\//.exec(file)?.[1]);
  expect(new Set(files.filter((name) => name !== undefined))).toEqual(new Set(["react-18", "react-dom-18"]));
});
