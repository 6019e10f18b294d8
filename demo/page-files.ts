import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** What a page may load, by path below `/assets/`. */
export interface PageFile {
  readonly type: string;
  readonly body: Uint8Array;
  /** The modules that are in it, as paths from the package's root: what the network log is judged by. */
  readonly modules: readonly string[];
}

const STATIC: readonly [name: string, type: string][] = [
  ["app.css", "text/css"],
  ["app.svg", "image/svg+xml"],
];

/** Bundles the pages of the demo in memory; everything behind an `import()` becomes a file of its own. */
export async function bundlePages(folder: URL): Promise<ReadonlyMap<string, PageFile>> {
  const root = fileURLToPath(new URL("..", folder));
  const result = await build({
    absWorkingDir: root,
    entryPoints: ["demo/app/v1.ts", "demo/app/v2.ts"],
    outdir: "assets",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    metafile: true,
    write: false,
    logLevel: "warning",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const modulesOf = (path: string): string[] => {
    const output = Object.entries(result.metafile.outputs).find(
      ([name]) => basename(name) === basename(path),
    );
    return Object.entries(output?.[1].inputs ?? {})
      .filter(([, input]) => input.bytesInOutput > 0)
      .map(([name]) => name);
  };
  const files = new Map<string, PageFile>();
  for (const { path, contents } of result.outputFiles) {
    files.set(basename(path), { type: "text/javascript", body: contents, modules: modulesOf(path) });
  }
  for (const [name, type] of STATIC) {
    files.set(name, { type, body: await readFile(new URL(`app/${name}`, folder)), modules: [] });
  }
  return files;
}
