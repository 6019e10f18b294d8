// What the package costs a page, bundled the way an app does it: Rollup, which puts what the front door and its
// chunks share into the chunk of the front door, then terser. `node test/size.mjs [dist folder] [--peers]`
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { rollup } from "rollup";
import { line, size, sizeMinified, sum } from "./size/figures.mjs";

const BUDGETS = { eager: 2_090, total: 14_450 };

const { values, positionals } = parseArgs({
  options: { peers: { type: "boolean" } },
  allowPositionals: true,
});
const dist = resolve(positionals[0] ?? fileURLToPath(new URL("../dist", import.meta.url)));
if (!existsSync(resolve(dist, "index.js"))) {
  console.error("There is no dist/index.js to measure: `npm run build` makes it.");
  process.exit(1);
}

// The engine is the same in every page: it is minified once.
const sizes = new Map();
const page = `import { migrateOnLoad } from "./index.js"; globalThis.migrateOnLoad = migrateOnLoad;`;
const providers = existsSync(resolve(dist, "legacy"))
  ? readdirSync(resolve(dist, "legacy"))
      .filter((file) => file.endsWith(".js"))
      .map((file) => file.replace(/\.js$/, ""))
  : [];

const bare = await bundle(page);
const lazy = bare.filter(({ eager }) => !eager);
if (lazy.length === 0)
  fail("The front door has to load the engine by a dynamic import, as a chunk of its own.");

const providerRows = [];
const pageRows = [];
let largest = sum(bare);
for (const name of providers) {
  const chunks = await bundle(
    `${page} import * as provider from "./legacy/${name}.js"; globalThis.provider = provider;`,
  );
  const whole = sum(chunks);
  const loads = (eager) => sum(chunks.filter((chunk) => chunk.eager === eager)).brotli;
  providerRows.push([`legacy/${name}`, subtract(whole, sum(bare))]);
  pageRows.push([`page with legacy/${name}`, loads(true), loads(false), whole.brotli]);
  if (whole.brotli > largest.brotli) largest = whole;
}

const frameworkRows = [];
for (const name of ["react", "vue"]) {
  if (!existsSync(resolve(dist, `${name}.js`))) continue;
  const chunks = await bundle(
    `${page} import { useMigration } from "./${name}.js"; globalThis.use = useMigration;`,
  );
  frameworkRows.push([name, subtract(sum(chunks), sum(bare))]);
}

const script = resolve(dist, "script.js");
const rows = [
  ["eager part (migrateOnLoad)", sum(bare.filter(({ eager }) => eager)), BUDGETS.eager],
  ...lazy.map((chunk) => [`${chunk.name}, loaded where there is a session or work`, chunk]),
  ...providerRows,
  ...frameworkRows,
  ["migrating page: all of it, with the largest provider", largest, BUDGETS.total],
  ...(existsSync(script) ? [["script.js", size(readFileSync(script, "utf8"))]] : []),
  ["of which ky", sum(await bundle(`import ky from "ky"; globalThis.ky = ky;`))],
  [
    "of which idb-keyval",
    sum(
      await bundle(`import * as idb from "idb-keyval"; const { createStore, promisifyRequest } = idb;
      globalThis.idb = [createStore, promisifyRequest];`),
    ),
  ],
];

console.log(line("", "minified", "brotli", "budget"));
for (const [name, { minified, brotli }, budget] of rows) console.log(line(name, minified, brotli, budget));
console.log(`\n${line("in brotli", "eager", "lazy", "all")}`);
for (const row of pageRows) console.log(line(...row));
if (values.peers) await import("./size/peers.mjs");
for (const [name, { brotli }, budget] of rows) {
  if (budget !== undefined && brotli > budget)
    fail(`${name}: ${brotli} bytes, ${brotli - budget} over its budget`);
}

/** The chunks of a page, and which of them load with it (`eager`); the others are behind a dynamic import. */
async function bundle(source) {
  const build = await rollup({
    input: "page",
    external: ["@authgear/web", "react", "vue"],
    plugins: [asAnAppResolves(source)],
  });
  const { output } = await build.generate({ format: "es", chunkFileNames: "[name].js" });
  const eager = new Set();
  const visit = (file) => {
    const chunk = output.find(({ fileName }) => fileName === file);
    if (!chunk || eager.has(file)) return;
    eager.add(file);
    for (const imported of chunk.imports) visit(imported);
  };
  visit(output.find(({ isEntry }) => isEntry).fileName);
  const chunks = [];
  for (const { code, fileName } of output) {
    if (!sizes.has(code)) sizes.set(code, await sizeMinified(code));
    chunks.push({ name: basename(fileName, ".js"), eager: eager.has(fileName), ...sizes.get(code) });
  }
  return chunks;
}

function asAnAppResolves(source) {
  return {
    name: "as-an-app-resolves",
    resolveId(id, importer) {
      if (id === "page") return "\0page";
      if (!id.startsWith(".")) return fileURLToPath(import.meta.resolve(id));
      return resolve(importer === "\0page" ? dist : dirname(importer), id);
    },
    load: (id) => (id === "\0page" ? source : null),
  };
}

function subtract(all, part) {
  return { minified: all.minified - part.minified, brotli: all.brotli - part.brotli };
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
