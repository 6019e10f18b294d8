import { build } from "esbuild";
import { dirname, join } from "node:path/posix";

export interface Import {
  /** As written: `./x.js`, `ky`, `node:crypto`. */
  readonly specifier: string;
  /** Path below `src` that a relative specifier means; undefined for packages. */
  readonly target: string | undefined;
  /** A value is there at run time; a type leaves nothing behind; `dynamic` is the value of an `import()`. */
  readonly kind: "value" | "type" | "dynamic";
}

const TYPE_DECLARATION = /^(?:import|export) type\s[^;]*?\sfrom "([^"]+)"/gm;
const TYPE_EXPRESSION = /\bimport\("([^"]+)"\)/g;

/** Every module that the file at `path` (below `src`) names. */
export async function importsOf(path: string, source: string): Promise<Import[]> {
  const values = await valueImports(source);
  const isValue = new Set(values.map(({ specifier }) => specifier));
  const types = [
    ...[...source.matchAll(TYPE_DECLARATION)].map(([, specifier = ""]) => specifier),
    ...[...withoutComments(source).matchAll(TYPE_EXPRESSION)]
      .map(([, specifier = ""]) => specifier)
      .filter((specifier) => !isValue.has(specifier)),
  ].map((specifier) => ({ specifier, kind: "type" as const }));
  return [...values, ...types].map((each) => ({ ...each, target: target(path, each.specifier) }));
}

async function valueImports(source: string): Promise<Pick<Import, "specifier" | "kind">[]> {
  const { metafile } = await build({
    stdin: { contents: source, loader: "ts", sourcefile: "file.ts" },
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    plugins: [
      {
        name: "leave-every-import",
        setup: ({ onResolve }) => onResolve({ filter: /^/ }, ({ path }) => ({ path, external: true })),
      },
    ],
    bundle: true,
    metafile: true,
    write: false,
    format: "esm",
    logLevel: "silent",
  });
  return Object.values(metafile.inputs)
    .flatMap(({ imports }) => imports)
    .map(({ path, kind }) => ({ specifier: path, kind: kind === "dynamic-import" ? "dynamic" : "value" }));
}

/** The source with its comments blanked; the contents of strings stay. */
export function withoutComments(source: string): string {
  return source.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[^]*?\*\/|\/\/[^\n]*/g,
    (_match, text: string | undefined) => text ?? "",
  );
}

function target(path: string, specifier: string): string | undefined {
  return specifier.startsWith(".") ? join(dirname(path), specifier).replace(/\.js$/, ".ts") : undefined;
}
