import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** A file of the app, by its name below `/assets/`; one with another `@authgear/web` begins with that one's alias. */
export interface AppFile {
  readonly body: Uint8Array;
  /** The modules in it, as paths from the package's root. */
  readonly modules: readonly string[];
}

const ENTRIES = ["app", "oidc-app", "old-app", "authgear-app"];
/** Everything in it, for a page that loads no script later. */
const ONE_FILE = "static-app";

/** The parts that a page loads only when it needs them, and a module that stands for each. */
const PARTS = {
  engine: "src/migration/transition.ts",
  session: "src/session.ts",
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

/**
 * Bundles the app and the package's own sources, or the package as it was built last; everything behind an `import()`
 * becomes a file of its own.
 *
 * @param sdks aliases of further versions of `@authgear/web`
 */
export async function bundleApp(built = false, sdks: readonly string[] = []): Promise<AppFiles> {
  // Without the paths of this project, the package is found where everybody finds it.
  const resolution = built ? { tsconfigRaw: {} } : {};
  const files = new Map([
    ...(await bundle(ENTRIES.map(pathOf), { splitting: true, ...resolution })),
    ...(await bundle([pathOf(ONE_FILE)], { splitting: false, ...resolution })),
  ]);
  for (const sdk of sdks) {
    const alias = { "@authgear/web": sdk };
    const other = await bundle(["app", "authgear-app"].map(pathOf), {
      splitting: true,
      alias,
      ...resolution,
    });
    for (const [name, file] of other) files.set(`${sdk}/${name}`, file);
  }
  return {
    files,
    pathsOf(part) {
      const holds = ({ modules }: AppFile): boolean => modules.some((name) => name.includes(PARTS[part]));
      const found = [...files].filter(
        ([name, file]) => ![...ENTRIES, ONE_FILE].includes(name.replace(".js", "")) && holds(file),
      );
      if (found.length === 0) throw new Error(`No file of the app holds the ${part} alone`);
      return found.map(([name]) => `/assets/${name}`);
    },
  };
}

function pathOf(entry: string): string {
  return `test/journeys/app/${entry}.ts`;
}

/** @param entryPoints as paths from the package's root */
export async function bundle(
  entryPoints: string[],
  options: { splitting: boolean; alias?: Record<string, string>; tsconfigRaw?: object; minify?: boolean },
): Promise<ReadonlyMap<string, AppFile>> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: fileURLToPath(new URL("../..", import.meta.url)),
    entryPoints,
    outdir: "assets",
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    metafile: true,
    write: false,
    define: { "process.env.NODE_ENV": '"production"' },
    // The package lists its built engine as having side effects, not the source of it.
    ignoreAnnotations: true,
    logLevel: "warning",
    ...options,
  });
  const outputs = Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output] as const);
  const inputsOf = new Map(outputs.map(([name, { inputs }]) => [name, Object.entries(inputs)]));
  return new Map(
    outputFiles.map(({ path, contents }) => {
      const name = basename(path);
      const used = (inputsOf.get(name) ?? []).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
      return [name, { body: contents, modules: used.map(([module]) => module) }];
    }),
  );
}
