// What a page loads of this package and of other providers' clients, side by side: each bundled by esbuild, which takes
// CommonJS too, then minified and compressed as in ../size.mjs, which begins it.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { line, sizeMinified, sum } from "./figures.mjs";

const resolveDir = fileURLToPath(new URL("../..", import.meta.url));
const { devDependencies } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

const ours = `import { migrateOnLoad } from "./dist/index.js"; import { oidcClient } from "./dist/legacy/oidc-client.js";
  globalThis.used = [migrateOnLoad, oidcClient];`;
const peers = [
  ["@authgear/web", `import authgear from "@authgear/web"; globalThis.used = authgear;`],
  [
    "@stytch/vanilla-js",
    `import { StytchClient } from "@stytch/vanilla-js/headless"; globalThis.used = StytchClient;`,
  ],
  [
    "supertokens-web-js",
    `import SuperTokens from "supertokens-web-js"; import Session from "supertokens-web-js/recipe/session";
    globalThis.used = [SuperTokens.init, Session.init];`,
  ],
  ["@descope/web-js-sdk", `import descope from "@descope/web-js-sdk"; globalThis.used = descope;`],
  [
    "@auth0/auth0-spa-js",
    `import { createAuth0Client } from "@auth0/auth0-spa-js"; globalThis.used = createAuth0Client;`,
  ],
];

console.log(`\n${line("side by side", "minified", "brotli")}`);
const chunks = await bundle(ours);
const eager = sum(chunks.filter((chunk) => chunk.eager));
print("this package: a page with nothing to migrate", eager);
print("this package: a migrating page, with oidcClient", sum(chunks));
for (const [name, source] of peers) print(`${name} ${devDependencies[name]}`, sum(await bundle(source)));

function print(name, { minified, brotli }) {
  console.log(line(name, minified, brotli));
}

/** The chunks of a page, and which of them load with it; `@authgear/web` has a row of its own. */
async function bundle(contents) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    external: contents === ours ? ["@authgear/web"] : [],
    outdir: resolveDir,
    entryNames: "page",
    absWorkingDir: resolveDir,
    define: { "process.env.NODE_ENV": '"production"' },
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const loaded = new Set();
  const visit = (file) => {
    if (loaded.has(file) || !metafile.outputs[file]) return;
    loaded.add(file);
    for (const { path, kind } of metafile.outputs[file].imports) if (kind === "import-statement") visit(path);
  };
  visit("page.js");
  const named = Object.keys(metafile.outputs);
  return Promise.all(
    outputFiles.map(async ({ text }, n) => ({ eager: loaded.has(named[n]), ...(await sizeMinified(text)) })),
  );
}
