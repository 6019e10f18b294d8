import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import esbuild from "rollup-plugin-esbuild";
import { minify } from "terser";

const TARGET = "es2022";
const BUNDLED_INTO_SCRIPT = new Set(["ky", "idb-keyval"]);

const legacyProviders = existsSync("src/legacy")
  ? readdirSync("src/legacy").map((file) => `legacy/${file.replace(/\.ts$/, "")}`)
  : [];

const entries = Object.fromEntries(
  [
    ...["index", "session", "engine", "react", "vue", ...legacyProviders].map((name) => [
      name,
      `src/${name}.ts`,
    ]),
    ["server", "src/server/index.ts"],
    ["testing", "src/testing/index.ts"],
    ["cli", "src/cli/cli.ts"],
  ].filter(([, source]) => existsSync(source)),
);

const modules = {
  input: entries,
  external: (id) => !/^[./]/.test(id),
  output: { dir: "dist", format: "es", chunkFileNames: "shared/[name].js", sourcemap: true },
  plugins: [
    emptyDist(),
    typescriptSources(),
    esbuild({ target: TARGET }),
    smallInPages(),
    browserForbidden(),
    openapi(),
  ],
};

const script = {
  input: "src/script.ts",
  output: {
    file: "dist/script.js",
    format: "iife",
    name: "AuthgearSessionMigration",
    // A variable of a module is no global.
    footer: "globalThis.AuthgearSessionMigration = AuthgearSessionMigration;",
    inlineDynamicImports: true,
  },
  plugins: [
    typescriptSources(),
    containerOfThePage(),
    dependencies(),
    esbuild({ target: TARGET, minify: true }),
  ],
};

export default existsSync(script.input) ? [modules, script] : [modules];

function emptyDist() {
  return { name: "empty-dist", buildStart: () => rmSync("dist", { recursive: true, force: true }) };
}

// Sources name each other as `./x.js`, the file they become.
function typescriptSources() {
  return {
    name: "typescript-sources",
    resolveId(specifier, importer) {
      if (!importer || !/^\..*\.js$/.test(specifier)) return null;
      return this.resolve(specifier.replace(/\.js$/, ".ts"), importer, { skipSelf: true });
    },
  };
}

function dependencies() {
  return {
    name: "dependencies",
    resolveId: (id) => (BUNDLED_INTO_SCRIPT.has(id) ? fileURLToPath(import.meta.resolve(id)) : null),
  };
}

// What pages load is minified here, because terser makes it 4 % smaller than the minifiers that most apps use, and
// those leave it so. Each file has its source map, with the sources in it. What only servers load stays readable.
function smallInPages() {
  const serverSide = /\/src\/(server|cli|testing)[/.]/;
  return {
    name: "small-in-pages",
    async renderChunk(code, { moduleIds }) {
      if (moduleIds.some((id) => serverSide.test(id))) return null;
      return minify(code, {
        module: true,
        ecma: 2020,
        compress: { passes: 3 },
        sourceMap: { asObject: true },
      });
    },
  };
}

// A page without a bundler cannot import the SDK by its name: src/script.ts takes the one that is there.
function containerOfThePage() {
  const empty = "\0@authgear/web";
  return {
    name: "container-of-the-page",
    resolveId: (id) => (id === "@authgear/web" ? empty : null),
    load: (id) => (id === empty ? "export default {};" : null),
  };
}

// What a bundler for the browser finds in the place of `./server`. Nothing has the name that it imports, so any import
// of it stops the build, and that name is the message.
function browserForbidden() {
  const source = `import "./server-holds-secrets-and-does-not-belong-in-a-page";\nexport {};\n`;
  return {
    name: "browser-forbidden",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "browser-forbidden.js", source });
    },
  };
}

function openapi() {
  const source = "src/protocol/openapi.yaml";
  return {
    name: "openapi",
    generateBundle() {
      if (!existsSync(source)) return;
      this.emitFile({ type: "asset", fileName: "openapi.yaml", source: readFileSync(source) });
    },
  };
}
