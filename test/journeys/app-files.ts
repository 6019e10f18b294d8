import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** A file of the app, by its name below `/assets/`. */
export interface AppFile {
  readonly body: Uint8Array;
  /** The modules in it, as paths from the package's root. */
  readonly modules: readonly string[];
}

const ENTRIES = ["app", "static-app", "oidc-app", "old-app"];

/** The parts that a page loads only when it needs them, and a module that stands for each. */
const PARTS = {
  engine: "src/migration/transition.ts",
  "legacy SDK": "test/journeys/app/legacy-sdk.ts",
  "oidc-client-ts": "node_modules/oidc-client-ts/",
  "@authgear/web": "node_modules/@authgear/web/",
} as const;

export type Part = keyof typeof PARTS;

export interface AppFiles {
  readonly files: ReadonlyMap<string, AppFile>;
  /** Paths of the files that hold a part. @throws Error if none does */
  pathsOf(part: Part): string[];
}

/** Bundles the app and the package's own sources; everything behind an `import()` becomes a file of its own. */
export async function bundleApp(): Promise<AppFiles> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: fileURLToPath(new URL("../..", import.meta.url)),
    entryPoints: ENTRIES.map((name) => `test/journeys/app/${name}.ts`),
    outdir: "assets",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    metafile: true,
    write: false,
    define: { "process.env.NODE_ENV": '"production"' },
    // The package lists its built engine as having side effects, not the source of it.
    ignoreAnnotations: true,
    logLevel: "warning",
  });
  const files = new Map<string, AppFile>();
  for (const { path, contents } of outputFiles) {
    const output = Object.entries(metafile.outputs).find(([name]) => basename(name) === basename(path))?.[1];
    const modules = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    files.set(basename(path), { body: contents, modules: modules.map(([name]) => name) });
  }
  return {
    files,
    pathsOf(part) {
      const holds = ({ modules }: AppFile): boolean => modules.some((name) => name.startsWith(PARTS[part]));
      const found = [...files].filter(
        ([name, file]) => !ENTRIES.includes(name.replace(".js", "")) && holds(file),
      );
      if (found.length === 0) throw new Error(`No file of the app holds the ${part} alone`);
      return found.map(([name]) => `/assets/${name}`);
    },
  };
}
