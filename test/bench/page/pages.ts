import { fileURLToPath } from "node:url";
import { build } from "vite";

/** How a page gets to its first authorised answer. */
export type PageName = "bare" | "ours-preloaded" | "ours" | "guide";

export const PAGE_NAMES: readonly PageName[] = ["bare", "ours-preloaded", "ours", "guide"];

/** The files of all pages by their paths; `/<name>/<name>.js` is the script of a page. */
export type PageFiles = ReadonlyMap<string, string | Uint8Array>;

/** Builds each page by itself, as an app is built, with the package as it was built last. */
export async function bundlePages(): Promise<PageFiles> {
  const files = new Map<string, string | Uint8Array>();
  for (const name of PAGE_NAMES) {
    const result = await build({
      root: fileURLToPath(new URL("../../..", import.meta.url)),
      base: `/${name}/`,
      configFile: false,
      logLevel: "error",
      build: {
        write: false,
        rolldownOptions: {
          input: fileURLToPath(new URL(`app/${name}.ts`, import.meta.url)),
          output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
        },
      },
    });
    const outputs = [result].flat().flatMap((one) => ("output" in one ? one.output : []));
    for (const file of outputs)
      files.set(`/${name}/${file.fileName}`, file.type === "chunk" ? file.code : file.source);
  }
  return files;
}
