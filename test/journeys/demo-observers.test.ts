import { expect, test } from "vitest";
import { eagerPaths, loadedParts } from "../../demo/headless/loaded-parts.js";
import { createReport, observe } from "../../demo/headless/report.js";
import { until } from "../../demo/headless/until.js";
import type { PageFile, PageFiles } from "../../demo/page-files.js";

const file = (modules: string[], imports: string[] = []): PageFile => ({
  type: "text/javascript",
  body: new Uint8Array(),
  modules,
  imports,
});

const files: PageFiles = new Map([
  ["v2.js", file(["demo/app/v2.ts"], ["chunk.js"])],
  ["chunk.js", file(["dist/index.js"])],
  ["engine.js", file(["dist/engine.js"])],
  ["legacy.js", file(["node_modules/oidc-client-ts/dist/esm/oidc-client-ts.js"])],
  ["authgear.js", file(["node_modules/@authgear/web/dist/authgear-web.module.js"])],
]);

test("a part counts as loaded when a file that holds it was asked for", () => {
  expect(loadedParts(files, ["/", "/assets/v2.js", "/assets/chunk.js"])).toEqual([]);
  expect(loadedParts(files, ["/assets/v2.js", "/assets/engine.js", "/assets/legacy.js"])).toEqual([
    "engine",
    "legacy SDK",
  ]);
});

test("a part that no file holds is an error, not an absence", () => {
  const without = new Map([...files].filter(([name]) => name !== "engine.js"));
  expect(() => loadedParts(without, [])).toThrow("No file of the page holds the engine");
});

test("the eager files of the page are its own and what they import at once", () => {
  expect([...eagerPaths(files)].toSorted()).toEqual([
    "/",
    "/assets/app.css",
    "/assets/app.svg",
    "/assets/chunk.js",
    "/assets/v2.js",
  ]);
});

test("a phase that was not observed prints NO with the reason and ends the run", async () => {
  const lines: string[] = [];
  const report = createReport((line) => lines.push(line));
  const phase = report.phase("Reload", async () => {
    await Promise.resolve();
    observe(false, "2 live sessions at Authgear");
    return { saw: "one session", found: 1 };
  });
  await expect(phase).rejects.toThrow("2 live sessions at Authgear");
  expect(lines).toEqual([expect.stringMatching(/^NO +\d+ ms {2}Reload: 2 live sessions at Authgear$/)]);
});

test("what never happens is not observed", async () => {
  await expect(until(() => undefined, 0, "no revocation")).rejects.toThrow("no revocation within 0 ms");
});
