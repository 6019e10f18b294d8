// What the package costs a page, bundled the way an app does it. `node test/size.mjs [dist folder]`
import { build } from "esbuild";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const BUDGETS = { eager: 1_536, total: 12_288 };

const dist = resolve(process.argv[2] ?? fileURLToPath(new URL("../dist", import.meta.url)));
if (!existsSync(resolve(dist, "index.js"))) {
  console.error("There is no dist/index.js to measure: `npm run build` makes it.");
  process.exit(1);
}

const page = `import { migrateOnLoad } from "./index.js"; globalThis.migrateOnLoad = migrateOnLoad;`;
const script = resolve(dist, "script.js");
const providers = existsSync(resolve(dist, "legacy"))
  ? readdirSync(resolve(dist, "legacy")).map((file) => file.replace(/\.js$/, ""))
  : [];

const bare = await bundle(page);
if (bare.lazy.bytes === 0)
  fail("The front door has to load the engine by a dynamic import, as a chunk of its own.");

const providerRows = [];
let largestPage = add(bare);
for (const name of providers) {
  const alone = await bundle(`export * from "./legacy/${name}.js"`);
  const whole = await bundle(
    `${page} import * as provider from "./legacy/${name}.js"; globalThis.provider = provider;`,
  );
  providerRows.push([`legacy/${name}`, alone.eager]);
  if (add(whole).bytes > largestPage.bytes) largestPage = add(whole);
}

const rows = [
  ["eager part (migrateOnLoad)", bare.eager, BUDGETS.eager],
  ["engine, with ky and idb-keyval", bare.lazy],
  ...providerRows,
  ["migrating page: eager + engine + largest provider", largestPage, BUDGETS.total],
  ...(existsSync(script) ? [["script.js", sum([{ contents: readFileSync(script) }])]] : []),
  ["for orientation: ky alone", (await bundle(`export { default } from "ky"`)).eager],
  ["for orientation: idb-keyval alone", (await bundle(`export { get, set, del } from "idb-keyval"`)).eager],
];

console.log(line("", "minified", "brotli", "budget"));
for (const [name, { minified, bytes }, budget] of rows) console.log(line(name, minified, bytes, budget));
for (const [name, { bytes }, budget] of rows) {
  if (budget !== undefined && bytes > budget)
    fail(`${name}: ${bytes} bytes, ${bytes - budget} over its budget`);
}

/** Sizes of what loads with the page (`eager`) and of what only a dynamic import brings (`lazy`). */
async function bundle(contents) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: dist, sourcefile: "page.js" },
    outdir: "/page",
    absWorkingDir: dist,
    bundle: true,
    minify: true,
    splitting: true,
    metafile: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    legalComments: "none",
    external: ["@authgear/web"],
    logLevel: "error",
  });
  const outputs = Object.entries(metafile.outputs).map(([path, output], index) => ({
    path,
    isEntry: output.entryPoint === "page.js",
    imports: output.imports.filter(({ external, kind }) => !external && kind === "import-statement"),
    contents: outputFiles[index].contents,
  }));
  const eager = new Set();
  const visit = (output) => {
    if (eager.has(output)) return;
    eager.add(output);
    for (const { path } of output.imports) visit(outputs.find((other) => other.path === path));
  };
  visit(outputs.find(({ isEntry }) => isEntry));
  return { eager: sum([...eager]), lazy: sum(outputs.filter((output) => !eager.has(output))) };
}

function add({ eager, lazy }) {
  return { minified: eager.minified + lazy.minified, bytes: eager.bytes + lazy.bytes };
}

function sum(outputs) {
  return {
    minified: outputs.reduce((total, { contents }) => total + contents.length, 0),
    bytes: outputs.reduce((total, { contents }) => total + brotli(contents), 0),
  };
}

function brotli(contents) {
  return brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

function line(name, ...figures) {
  return (
    name.padEnd(52) + figures.map((figure) => (figure?.toLocaleString("en") ?? "").padStart(10)).join("")
  );
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
