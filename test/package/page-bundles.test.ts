import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import webpack from "webpack";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installPacked, type Consumer } from "./packed-package.js";

const SERVER = "authgear-session-migration/server";
const NOT_HERE = "./server-holds-secrets-and-does-not-belong-in-a-page";

let consumer: Consumer;
beforeAll(async () => void (consumer = await installPacked()), 30_000);
afterAll(() => consumer?.remove());

const imports = {
  "by name": `import { createMigrationHandler } from "${SERVER}"; createMigrationHandler();`,
  whole: `import * as server from "${SERVER}"; server.createMigrationHandler();`,
  "for its effects": `import "${SERVER}";`,
  "on demand": `const server = await import("${SERVER}"); server.createMigrationHandler();`,
};

const bundlers = {
  esbuild: async (page: string, conditions: string[] = []): Promise<void> => {
    await esbuild({
      entryPoints: [page],
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
      conditions,
      external: ["node:*", "pg"],
      logLevel: "silent",
    });
  },
  vite: async (page: string): Promise<void> => {
    await vite({
      root: consumer.folder,
      configFile: false,
      logLevel: "silent",
      build: { write: false, rolldownOptions: { input: page } },
    });
  },
  webpack: (page: string) =>
    new Promise<void>((resolve, reject) => {
      const output = { path: join(consumer.folder, "webpack") };
      const optimization = { minimize: false };
      webpack(
        { mode: "production", target: "web", context: consumer.folder, entry: page, output, optimization },
        (error, stats) => {
          if (error || stats?.hasErrors())
            reject(error ?? new Error(stats?.toString({ all: false, errors: true })));
          else resolve();
        },
      );
    }),
};

async function pageWith(code: string): Promise<string> {
  const page = join(consumer.folder, "page.js");
  await writeFile(page, code);
  return page;
}

describe.for(Object.entries(bundlers))("%s", ([, bundle]) => {
  test.for(Object.entries(imports))(
    "stops at a page that imports the server half %s (Z18)",
    async ([, code]) => {
      await expect(bundle(await pageWith(code))).rejects.toThrow(NOT_HERE);
    },
  );

  test("bundles a page that imports the browser half", async () => {
    const code = `import { migrateOnLoad } from "authgear-session-migration"; globalThis.m = migrateOnLoad;`;
    await expect(bundle(await pageWith(code))).resolves.toBeUndefined();
  });
});

test("an edge runtime that also claims to be a browser gets the server half", async () => {
  const page = await pageWith(imports["by name"]);
  await expect(bundlers.esbuild(page, ["workerd", "edge-light"])).resolves.toBeUndefined();
});
