import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";

/** What a page may load, by its name below `/assets/`. */
export interface PageFile {
  readonly type: string;
  readonly body: Uint8Array;
  /** The modules that are in it, as paths from the package's root: what the network log is judged by. */
  readonly modules: readonly string[];
  /** The files that it imports at once, by name. */
  readonly imports: readonly string[];
}

export type PageFiles = ReadonlyMap<string, PageFile>;

const STATIC: readonly [name: string, type: string][] = [
  ["app.css", "text/css"],
  ["app.svg", "image/svg+xml"],
  ["trial/trial.css", "text/css"],
  ["trial/lanes.css", "text/css"],
];

const PAGES = { v1: "demo/app/v1.ts", v2: "demo/app/v2.ts" };
const TRIAL_PAGES = {
  "trial-start": "demo/app/trial/start.ts",
  "trial-board": "demo/app/trial/board.ts",
  "trial-ours": "demo/app/trial/ours.ts",
  "trial-sample": "demo/app/trial/sample.ts",
};

/** Bundles the pages of the demo in memory; everything behind an `import()` becomes a file of its own. */
export async function bundlePages(folder: URL): Promise<PageFiles> {
  const files = new Map([...(await bundle(folder, PAGES)), ...(await bundle(folder, TRIAL_PAGES))]);
  for (const [path, type] of STATIC) {
    const body = await readFile(new URL(`app/${path}`, folder));
    files.set(basename(path), { type, body, modules: [], imports: [] });
  }
  return files;
}

async function bundle(folder: URL, entryPoints: Record<string, string>): Promise<PageFiles> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: fileURLToPath(new URL("..", folder)),
    entryPoints,
    outdir: "assets",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    metafile: true,
    write: false,
    // Without the paths of the sources, so that the package is found by its name, as built.
    tsconfigRaw: {},
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
  });
  const files = new Map<string, PageFile>();
  for (const { path, contents } of outputFiles) {
    const name = basename(path);
    files.set(name, { type: "text/javascript", body: contents, ...contentsOf(metafile, name) });
  }
  return files;
}

function contentsOf(metafile: Metafile, name: string): Pick<PageFile, "modules" | "imports"> {
  const output = Object.entries(metafile.outputs).find(([path]) => basename(path) === name)?.[1];
  if (!output) return { modules: [], imports: [] };
  const modules = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const imports = output.imports.filter(({ kind }) => kind === "import-statement");
  return { modules: modules.map(([path]) => path), imports: imports.map(({ path }) => basename(path)) };
}
