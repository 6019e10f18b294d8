import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { withoutTokens } from "../observe/scrub.js";

/** The default export of a config file, or why there is none. */
export async function loadConfig(
  path: string,
): Promise<{ config: Readonly<Record<string, unknown>>; folder: string } | { wrong: string }> {
  const file = resolve(path);
  if (!existsSync(file)) {
    return { wrong: `there is no ${file}: write one (docs/serve.md shows how), or name it by --config` };
  }
  try {
    const loaded = (await import(pathToFileURL(file).href)) as { default?: unknown };
    const config = loaded.default;
    if (typeof config === "object" && config !== null && !Array.isArray(config)) {
      return { config: { ...config }, folder: dirname(file) };
    }
    return { wrong: `${file} exports no object: write export default { … }` };
  } catch (error) {
    const told = error instanceof Error ? `${error.name}: ${withoutTokens(error.message)}` : "it throws";
    return { wrong: `${file} cannot be loaded (${told}): put that right first` };
  }
}
