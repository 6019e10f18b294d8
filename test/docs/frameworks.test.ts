import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createApp, createRouter, toNodeListener, type EventHandler } from "h3";
import { build } from "esbuild";
import { afterAll, describe, expect, test, vi } from "vitest";
import { PEM } from "../cli/config/good-config.js";
import { listen } from "../journeys/listen.js";
import { createDatabase } from "../setup/database.js";
import { blocksOf, typeCheck } from "./snippets.js";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, ROOT), "utf8");

/** The files of the tested apps that a page shows. */
const SHOWN: readonly [page: string, app: string, files: readonly string[]][] = [
  [
    "docs/next.md",
    "next-cookies",
    ["app/migration.ts", "app/page.tsx", "app/session-migration/[[...path]]/route.ts", "sessions.ts"],
  ],
  ["docs/route-guard.md", "react-vite", ["signed-in.tsx"]],
  ["docs/route-guard.md", "vue-firebase", ["router.ts"]],
];

test.each(SHOWN)("%s shows the files of %s as they are tested", async (page, app, files) => {
  const blocks = [...(await blocksOf(page, "ts")), ...(await blocksOf(page, "tsx"))];
  for (const file of files) expect(blocks).toContain(await read(`test/apps/${app}/${file}`));
  expect(blocks).toHaveLength(SHOWN.filter(([other]) => other === page).flatMap(([, , all]) => all).length);
});

test("docs/next.md names each file that it shows", async () => {
  const page = await read("docs/next.md");
  const [[, , files]] = SHOWN as [(typeof SHOWN)[number]];
  expect(files.filter((file) => !page.includes(`\`${file}\``))).toEqual([]);
});

describe("docs/nuxt.md", async () => {
  const blocks = await blocksOf("docs/nuxt.md", "ts");
  const [plugin = "", middleware = "", route = ""] = blocks;
  const NUXT = "defineNuxtPlugin, useNuxtApp, defineNuxtRouteMiddleware, navigateTo, database, findSession";
  const modules = (sources: readonly string[]): Record<string, string> =>
    Object.fromEntries(
      sources.map((source, n) => [`nuxt-${n}.ts`, `import { ${NUXT} } from "./nuxt.js";\n${source}`]),
    );

  test("is right by its types", { timeout: 60_000 }, async () => {
    expect(await typeCheck(modules([plugin, middleware, route]))).toBe("");
    expect(blocks.slice(3)).toEqual(['export { default } from "./[...]";\n']);
  });

  test("is really looked at", { timeout: 60_000 }, async () => {
    const wrong = [
      plugin.replace("exchange:", "exchanges:"),
      middleware.replace('"none"', '"nobody"'),
      route.replace("cookie: true", "cookies: true"),
    ];
    const errors = await typeCheck(modules(wrong));
    for (const file of ["nuxt-0.ts", "nuxt-1.ts", "nuxt-2.ts"]) expect(errors).toContain(file);
  });

  test("its routes answer at each path of the exchange, as Nitro registers those files", async () => {
    const database = await createDatabase();
    const server = await listen();
    afterAll(() => Promise.all([server.close(), database.drop()]));
    vi.stubEnv("AUTHGEAR_ADMIN_KEY_ID", "key");
    vi.stubEnv("AUTHGEAR_ADMIN_KEY", PEM);
    vi.stubEnv("MIGRATION_SECRET", randomBytes(48).toString("base64"));
    vi.stubGlobal("database", () => database.pool);
    vi.stubGlobal("findSession", async () => null);
    // By radix3, as Nitro has it, the second path does not take in the first.
    const handler = await load(route);
    const router = createRouter().use("/session-migration", handler).use("/session-migration/**", handler);
    server.serve(toNodeListener(createApp().use(router)));
    const answers = await Promise.all(
      ["", "/confirm", "/sign-out", "/other"].map(async (path) => {
        const { status, headers } = await fetch(`http://127.0.0.1:${server.port}/session-migration${path}`, {
          method: "POST",
          headers: {
            origin: "https://app.example.com",
            "authgear-migration": "1",
            "content-type": "application/json",
            "idempotency-key": randomBytes(16).toString("hex"),
          },
          body: JSON.stringify({ protocol: 1, client_id: "1f8c0d7e" }),
        });
        return [status, headers.get("content-type")];
      }),
    );
    const problem = "application/problem+json";
    expect(answers).toEqual([
      [401, problem],
      [400, problem],
      [401, problem],
      [404, null],
    ]);
  });
});

/** What this module exports, with the package as its sources. */
async function load(contents: string): Promise<EventHandler> {
  const { outputFiles } = await build({
    stdin: { contents, loader: "ts", resolveDir: new URL(".", ROOT).pathname },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    logLevel: "silent",
  });
  const [file] = outputFiles;
  const module = (await import(`data:text/javascript,${encodeURIComponent(file?.text ?? "")}`)) as {
    default: EventHandler;
  };
  return module.default;
}
