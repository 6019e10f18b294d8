import type { PageFiles } from "../page-files.js";

/** The parts of a page that it should load only when it needs them. */
export type Part = "engine" | "legacy SDK" | "Authgear SDK";

const MARKS: Readonly<Record<Part, RegExp>> = {
  engine: /^dist\/engine\.js$/,
  "legacy SDK": /^node_modules\/oidc-client-ts\//,
  "Authgear SDK": /^node_modules\/@authgear\/web\//,
};

/**
 * Which parts are in the files that a page asked for.
 *
 * @throws Error if one of the parts is in no file at all: then its absence would prove nothing
 */
export function loadedParts(files: PageFiles, paths: readonly string[]): readonly Part[] {
  return (Object.keys(MARKS) as Part[]).filter((part) => {
    const holders = [...files].filter(([, { modules }]) =>
      modules.some((module) => MARKS[part].test(module)),
    );
    if (holders.length === 0) throw new Error(`No file of the page holds the ${part}`);
    return holders.some(([name]) => paths.includes(`/assets/${name}`));
  });
}

/** Paths of what the new app version loads before its script runs: the page and everything imported at once. */
export function eagerPaths(files: PageFiles): ReadonlySet<string> {
  const paths = new Set(["/", "/assets/app.css", "/assets/app.svg"]);
  const follow = (name: string): void => {
    const path = `/assets/${name}`;
    if (paths.has(path)) return;
    paths.add(path);
    for (const imported of files.get(name)?.imports ?? []) follow(imported);
  };
  follow("v2.js");
  return paths;
}
