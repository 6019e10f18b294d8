import { execFile } from "node:child_process";
import { access, readdir } from "node:fs/promises";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { blocksOf, typeCheck } from "./snippets.js";

const execute = promisify(execFile);
const ROOT = new URL("../../", import.meta.url);
const PAGES = ["README.md", ...(await readdir(new URL("docs/", ROOT))).map((name) => `docs/${name}`)].filter(
  (page) => page.endsWith(".md"),
);

/** Languages whose blocks a test of this folder runs or compiles by itself, by page. Everything else is looked at here. */
const ELSEWHERE: Readonly<Record<string, readonly [test: string, ...languages: string[]]>> = {
  "docs/hooks.md": ["hooks", "js"],
  "docs/next.md": ["frameworks", "ts", "tsx"],
  "docs/nuxt.md": ["frameworks", "ts"],
  "docs/protocol.md": ["protocol", "js", "json"],
  "docs/providers.md": ["providers", "ts"],
  "docs/quick-start.md": ["quick-start", "sh", "ts", "js", "html"],
  "docs/release-day.md": ["release-day", "sql"],
  "docs/route-guard.md": ["frameworks", "ts", "tsx"],
  "docs/testing.md": ["testing", "sh", "js"],
};

/** The blocks of every page in a language, named by their place, that no other test looks at. */
async function blocksHere(language: string): Promise<[place: string, source: string][]> {
  const pages = PAGES.filter((page) => !ELSEWHERE[page]?.includes(language, 1));
  const found = pages.map(async (page) => {
    const blocks = await blocksOf(page, language);
    return blocks.map((source, n): [string, string] => [`${page} ${language} ${n + 1}`, source]);
  });
  return (await Promise.all(found)).flat();
}

/** What pages take as given, or have shown in an earlier block. */
const GIVEN = `
  import type { Migration, MigrationOutcome } from "authgear-session-migration";
  import type { ResolvedSession, Ledger, MigrationHandler, Verifier } from "authgear-session-migration/server";
  declare global {
    const migration: Migration;
    const outcome: MigrationOutcome;
    const verifiers: Verifier[];
    const ledger: Ledger;
    const secret: string;
    const handler: MigrationHandler;
    const userOfLegacy: (legacy: Extract<ResolvedSession, { session: "legacy" }>["legacy"]) => Promise<string>;
    const users: { findByLegacyID(id: string): Promise<{ authgearID: string } | undefined> };
    const whoseSession: (credential: unknown, purpose: unknown) => Promise<unknown>;
  }`;

/** Members of the configuration stand alone on some pages. */
function whole(source: string): string {
  if (!/^\w+: /.test(source)) return `export {};\n${source}`;
  const config = `import("authgear-session-migration/server").ServeConfig`;
  return `export const config: Partial<${config}> = {${source}};`;
}

const fileOf = (place: string): string => `${place.replaceAll(/\W+/g, "-")}.ts`;

function modulesOf(blocks: readonly [string, string][]): Record<string, string> {
  const named = blocks.map(([place, source]) => [fileOf(place), whole(source)] as const);
  return { "given.d.ts": GIVEN, ...Object.fromEntries(named) };
}

describe("the code on every page", async () => {
  const code = [...(await blocksHere("ts")), ...(await blocksHere("js")), ...(await blocksHere("mjs"))];

  test("is right by its types", { timeout: 120_000 }, async () => {
    expect(code.length).toBeGreaterThan(10);
    expect(await typeCheck(modulesOf(code))).toBe("");
  });

  test("is really looked at", { timeout: 120_000 }, async () => {
    const { "given.d.ts": given = "", ...modules } = modulesOf(code);
    const files = Object.keys(modules);
    const wrong = files.map((file) => [file, `${modules[file]}\nexport const wrong: 1 = 2;`] as const);
    const errors = await typeCheck({ "given.d.ts": given, ...Object.fromEntries(wrong) });
    expect(files.filter((file) => !errors.includes(file))).toEqual([]);
  });
});

test.each(await blocksHere("json"))("%s is JSON", (_, source) => {
  expect(() => void JSON.parse(source)).not.toThrow();
});

test.each(await blocksHere("yaml"))("%s is YAML", (_, source) => {
  expect(() => void parse(source)).not.toThrow();
});

test.each(await blocksHere("sh"))("%s are commands", async (_, source) => {
  await expect(execute("sh", ["-n", "-c", source])).resolves.toMatchObject({ stderr: "" });
});

test("code that can only be tested by running it has a test of its page", async () => {
  const languages = ["html", "jsx", "sql", "tsx", "vue"];
  const blocks = await Promise.all(languages.map(blocksHere));
  expect(blocks.flat().map(([place]) => place)).toEqual([]);
  const tests = PAGES.flatMap((page) => ELSEWHERE[page]?.slice(0, 1) ?? []);
  for (const name of tests) await access(new URL(`test/docs/${name}.test.ts`, ROOT));
});
