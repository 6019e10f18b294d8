import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEngine, type Engine, type Tab } from "./engine.js";
import { findBrowsers } from "./find-browsers.js";
import { servePage, type ServedPage } from "./serve-page.js";

const root = join(import.meta.dirname, "../..");
const script = join(root, "dist/script.js");
const sdk = join(root, "node_modules/@authgear/web/dist/authgear-web.iife.js");
const browsers = await findBrowsers();

const migrate = `window.migration = AuthgearSessionMigration.migrateOnLoad({
  authgear: { endpoint: location.origin, clientID: "page" },
  legacy: AuthgearSessionMigration.storedToken({ key: "old-token" }),
  exchange: "/session-migration",
});`;

/** How the two script tags of a page without a bundler are written; `ours` is the one of the script file. */
const pages: Record<string, (integrity: string) => { ours: string; app: string }> = {
  "classic scripts": (integrity) => ({
    ours: `<script src="/script.js" integrity="${integrity}"></script>`,
    app: `<script>${migrate}</script>`,
  }),
  modules: (integrity) => ({
    ours: `<script type="module" src="/script.js" integrity="${integrity}"></script>`,
    app: `<script type="module">${migrate}</script>`,
  }),
};

/** The page; the server answers its exchange with this same page, as a captive portal does. */
function serve({ ours, app }: { ours: string; app: string }): Promise<ServedPage> {
  const html = `<!doctype html><title>App</title><script src="/sdk.js"></script>${ours}${app}`;
  return servePage(html, {
    "/sdk.js": readFileSync(sdk, "utf8"),
    "/script.js": readFileSync(script, "utf8"),
  });
}

/** What the build printed for this file. */
function printedIntegrity(): string {
  if (!existsSync(script)) throw new Error("There is no dist/script.js: `npm run build`");
  const printed = execFileSync(process.execPath, [join(root, ".ci/integrity.mjs")], { encoding: "utf8" });
  return printed.trim().replace("dist/script.js ", "");
}

describe.skipIf(!browsers.chromium.found).for(Object.entries(pages))(
  "a page of %s in chromium",
  ([, page]) => {
    const settled = `const { status, error } = await window.migration;
    return [status, error ? error.code : "", (await window.migration.authgear) === window.authgear.default];`;
    let engine: Engine;
    const served: ServedPage[] = [];
    beforeAll(async () => void (engine = await startEngine("chromium")));
    afterAll(() => Promise.all([engine?.close(), ...served.map((each) => each.close())]));

    async function open(integrity: string): Promise<{ url: string; tab: Tab }> {
      const opened = await serve(page(integrity));
      served.push(opened);
      return { url: opened.url, tab: await engine.openTab(opened.url) };
    }

    test("settles for a visitor, then for a user whose exchange answers what is not ours (X5)", async () => {
      const { url, tab: visitor } = await open(printedIntegrity());
      expect(await visitor.evaluate(settled)).toEqual(["no-session", "", true]);
      await visitor.evaluate("localStorage.setItem('old-token', 't-1')");
      const user = await engine.openTab(url);
      expect(await user.evaluate(settled)).toEqual(["kept", "unexpected-answer", true]);
      expect(await user.evaluate("return localStorage.getItem('old-token')")).toBe("t-1");
    });

    test("runs nothing of a file that is not the one that was built", async () => {
      const { tab } = await open(printedIntegrity().replace(/-./, (start) => (start === "-A" ? "-B" : "-A")));
      expect(await tab.evaluate("return typeof AuthgearSessionMigration")).toBe("undefined");
    });
  },
);
