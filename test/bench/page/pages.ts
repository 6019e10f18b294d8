import { bundle, type AppFile } from "../../journeys/app-files.js";

/** How a page gets to its first authorised answer. */
export type PageName = "bare" | "ours-preloaded" | "ours" | "guide";

/** What each page is built from: all in one file, or every `import()` a file of its own. */
const PAGES: Readonly<Record<PageName, { splitting: boolean }>> = {
  bare: { splitting: false },
  "ours-preloaded": { splitting: false },
  ours: { splitting: true },
  guide: { splitting: false },
};

export const PAGE_NAMES = Object.keys(PAGES) as PageName[];

/** Bundles each page by itself, with the package as it was built last; answers the files by their paths. */
export async function bundlePages(): Promise<ReadonlyMap<string, AppFile>> {
  const files = new Map<string, AppFile>();
  for (const [name, { splitting }] of Object.entries(PAGES)) {
    const entry = `test/bench/page/app/${name}.ts`;
    // Without the paths of this project, the package is found where everybody finds it.
    const made = await bundle([entry], { splitting, minify: true, tsconfigRaw: {} });
    for (const [file, content] of made) files.set(`/${name}/${file}`, content);
  }
  return files;
}
