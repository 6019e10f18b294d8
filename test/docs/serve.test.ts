import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import * as known from "../../src/cli/config/known-keys.js";
import { checkConfig } from "../../src/cli/config/check-config.js";
import { folderWith } from "../cli/serve-process.js";
import { PEM } from "../cli/config/good-config.js";

const page = await readFile(new URL("../../docs/serve.md", import.meta.url), "utf8");

test("the configuration that docs/serve.md shows is right as it stands", async () => {
  const [, source = ""] = /^```js\n(\/\*\* @type.*?)^```$/ms.exec(page) ?? [];
  const folder = await folderWith({
    "migration.secret": "s".repeat(64),
    "hook.secret": "h".repeat(64),
    "admin-key.pem": PEM,
  });
  const loaded = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as { default: object };
  const places = { folder, env: { DATABASE_URL: "postgres://me@db.example/app" } };
  expect(checkConfig({ ...loaded.default }, places, { dev: false })).toMatchObject({ settings: {} });
});

test("docs/serve.md names every key of the configuration", () => {
  const missing = Object.keys(known.CONFIG).filter((key) => !page.includes(`\`${key}`));
  expect(missing).toEqual([]);
});
