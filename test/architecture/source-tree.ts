import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** The folder `src`, or one made up to test the rules; every path is relative to it. */
export interface SourceTree {
  /** Path of each TypeScript file → its text. */
  readonly files: ReadonlyMap<string, string>;
  readonly emptyFolders: readonly string[];
}

export async function readSourceTree(root: string): Promise<SourceTree> {
  const files = new Map<string, string>();
  const emptyFolders: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true });
    if (entries.length === 0) emptyFolders.push(relative(root, folder));
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await visit(path);
      else if (path.endsWith(".ts")) files.set(relative(root, path), await readFile(path, "utf8"));
    }
  };
  await visit(root);
  return { files, emptyFolders };
}
