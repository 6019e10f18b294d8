import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

// Node 20 does not read TypeScript. The program lands inside the package, so that it finds the package by its own name.
const root = new URL("..", import.meta.url);
const program = fileURLToPath(new URL(".cache/demo/main.mjs", root));

await build({
  absWorkingDir: fileURLToPath(root),
  entryPoints: ["demo/main.ts"],
  outfile: program,
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
  tsconfigRaw: {},
  logLevel: "warning",
});

// The legacy provider repeats at every start that its storage in memory is not for production: here it is meant.
for (const level of ["info", "warn"]) {
  const log = console[level].bind(console);
  console[level] = (...args) => {
    if (!/oidc-provider (NOTICE|WARNING)/.test(String(args[0]))) log(...args);
  };
}

const { main } = await import(pathToFileURL(program).href);
await main(process.argv.slice(2), new URL("demo/", root));
