import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./packed-package.js";

type Conditions = Readonly<Record<string, string>>;

interface Manifest {
  readonly version: string;
  readonly exports: Readonly<Record<string, string | Conditions>>;
  readonly repository: { readonly url: string };
  readonly publishConfig: Readonly<Record<string, unknown>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export const manifest: Manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;

/** Subpaths that are code: `.`, `./react`, `./legacy/…`; the script-tag file and data files are not. */
export const codeSubpaths: string[] = Object.entries(manifest.exports)
  .filter(([, target]) => typeof target === "object")
  .map(([subpath]) => subpath);

/** The specifier by which an app imports a subpath. */
export function specifierOf(subpath: string): string {
  return subpath.replace(/^\./, "authgear-session-migration");
}

/** Files that the exports map names. */
export function exportedFiles(): string[] {
  return Object.values(manifest.exports).flatMap((target) =>
    typeof target === "string" ? [target] : Object.values(target),
  );
}
