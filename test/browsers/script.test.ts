import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEngine, type Engine } from "./engine.js";
import { findBrowsers } from "./find-browsers.js";
import { servePage, type ServedPage } from "./serve-page.js";

const root = join(import.meta.dirname, "../..");
const script = join(root, "dist/script.js");
const sdk = join(root, "node_modules/@authgear/web/dist/authgear-web.iife.js");
const browsers = await findBrowsers();

/** A page that has no bundler; the server answers its exchange with this same page, as a captive portal does. */
function html(): string {
  if (!existsSync(script)) throw new Error("There is no dist/script.js: `npm run build`");
  const tags = [sdk, script].map((file) => `<script>${readFileSync(file, "utf8")}</script>`);
  return `<!doctype html><title>App</title>${tags.join("")}<script>
    window.migration = AuthgearSessionMigration.migrateOnLoad({
      authgear: { endpoint: location.origin, clientID: "page" },
      legacy: AuthgearSessionMigration.storedToken({ key: "old-token" }),
      exchange: "/session-migration",
    });
  </script>`;
}

describe.skipIf(!browsers.chromium.found)("a page with two script tags in chromium", () => {
  const settled = `const { status, error } = await window.migration;
    return [status, error ? error.code : "", (await window.migration.authgear) === window.authgear.default];`;
  let page: ServedPage;
  let engine: Engine;
  beforeAll(async () => {
    page = await servePage(html());
    engine = await startEngine("chromium");
  });
  afterAll(() => Promise.all([engine?.close(), page?.close()]));

  test("settles for a visitor, then for a user whose exchange answers what is not ours (X5)", async () => {
    const visitor = await engine.openTab(page.url);
    expect(await visitor.evaluate(settled)).toEqual(["no-session", "", true]);
    await visitor.evaluate("localStorage.setItem('old-token', 't-1')");
    const user = await engine.openTab(page.url);
    expect(await user.evaluate(settled)).toEqual(["kept", "unexpected-answer", true]);
    expect(await user.evaluate("return localStorage.getItem('old-token')")).toBe("t-1");
  });
});
