import { forbiddenImport, partOf } from "./directions.js";
import { importsOf, withoutComments } from "./imports.js";
import type { SourceTree } from "./source-tree.js";

/** Every rule of the house that a tree of sources can break, by name; a rule answers what breaks it. */
export const rules: Readonly<
  Record<string, (tree: SourceTree) => readonly string[] | Promise<readonly string[]>>
> = {
  "each part imports only what its place allows": importDirections,
  "no file has more than 250 lines": (tree) =>
    offenders(tree, (source) => source.trimEnd().split("\n").length > 250),
  "index.ts holds named re-exports and nothing else": (tree) =>
    offenders(tree, (source, path) => /(^|\/)index\.ts$/.test(path) && !isOnlyReexports(source)),
  "nothing is exported as default": (tree) =>
    offenders(tree, (source) => /^export default\b|^export\s*\{[^}]*\bas default\b/m.test(source)),
  "nothing is exported by star": (tree) => offenders(tree, (source) => /^export (type )?\*/m.test(source)),
  "no folder is empty": ({ emptyFolders }) => emptyFolders,
  "one file at most writes to the console": consoleWriters,
  "no module keeps state that changes": (tree) =>
    offenders(tree, (source) => /^(export )?(let|var) /m.test(source)),
  "every class is an error": (tree) =>
    offenders(tree, (source) => /^(export )?(abstract )?class \w+(?! extends \w*Error\b)\b/m.test(source)),
};

async function importDirections({ files }: SourceTree): Promise<string[]> {
  const found = await Promise.all(
    [...files].map(async ([path, source]) =>
      (await importsOf(path, source)).map((each) => forbiddenImport(path, each)),
    ),
  );
  return found.flat().filter((reason) => reason !== undefined);
}

// A command line talks to its console; of the rest, one file may.
function consoleWriters(tree: SourceTree): string[] {
  const writers = offenders(
    tree,
    (source, path) => partOf(path) !== "cli" && /\bconsole\s*[.[]/.test(source),
  );
  return writers.length > 1 ? writers : [];
}

function isOnlyReexports(source: string): boolean {
  return source.replace(/export (type )?\{[^{}]*\}\s*from\s*"[^"]+";/g, "").trim() === "";
}

function offenders({ files }: SourceTree, breaks: (source: string, path: string) => boolean): string[] {
  return [...files].filter(([path, source]) => breaks(withoutComments(source), path)).map(([path]) => path);
}
