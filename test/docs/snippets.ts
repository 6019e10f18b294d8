import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** The code blocks of a page, by the path of the page from the root. */
export async function blocksOf(page: string, language: string): Promise<string[]> {
  const text = await readFile(join(root, page), "utf8");
  const found = text.matchAll(new RegExp(`^ *\`\`\`${language}\\n(.*?)^ *\`\`\`$`, "gms"));
  return [...found].map(([, source = ""]) => source);
}

/**
 * What the compiler says of these modules, by the name of their file; an empty text if all is right. They see the package by its name, and
 * `./snippet-app/*` as the files that an app has beside them.
 */
export async function typeCheck(modules: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(root, "node_modules", ".snippets-"));
  try {
    await cp(join(root, "test/docs/snippet-app"), folder, { recursive: true });
    for (const [name, source] of Object.entries(modules)) await writeFile(join(folder, name), source);
    const compilerOptions = {
      // An app need not write out the types of what it exports, and may show a value that it does not use.
      declaration: false,
      isolatedDeclarations: false,
      noUnusedLocals: false,
      paths: {
        "authgear-session-migration": [join(root, "src/index.ts")],
        "authgear-session-migration/*": [join(root, "src/*.ts"), join(root, "src/*/index.ts")],
        "aws-amplify/auth": [join(root, "node_modules/@aws-amplify/auth/dist/esm/index.d.ts")],
      },
    };
    const files = Object.keys(modules);
    const config = { extends: join(root, "tsconfig.json"), compilerOptions, files, include: [] };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    await run(join(root, "node_modules/.bin/tsc"), ["--project", folder, "--pretty", "false"]);
    return "";
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (stdout === undefined) throw error;
    return stdout.replaceAll(folder, "").trim();
  } finally {
    await rm(folder, { recursive: true });
  }
}
