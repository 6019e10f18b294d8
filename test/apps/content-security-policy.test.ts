import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Configuration } from "webpack";
import { root, type Consumer } from "../package/packed-package.js";
import type { Visitor } from "../journeys/visitor.js";
import { browserOf, createAppsWorld, outcomeOf, passOn } from "./apps-world.js";
import { buildWithVite, buildWithWebpack, compile } from "./build-apps.js";
import { CELLS, policyWith, WAYS, type Cell } from "./csp-page.js";
import { installApps } from "./install-apps.js";
import { serveApp } from "./serve-app.js";
import { startNext, type NextApp } from "./start-next.js";

const lineOf = (way: string): string => WAYS.get(way)?.line ?? "";
/** Everything that the app of React loads later, in its first file. */
const AT_HAND = `${lineOf("1")} import "./old-auth0.js";`;
/** Apps as webpack builds them when these ways are taken. */
const WEBPACK: Readonly<Record<string, Configuration>> = {
  webpack: {},
  "webpack-1": { entry: ["./at-hand.js", "./main.js"] },
  "webpack-3": { output: { trustedTypes: "webpack" } },
  "webpack-4": { entry: ["./nonce.js", "./main.js"] },
};
const SITES: Readonly<Record<string, string>> = {
  "Vite 8": "vite",
  "webpack 5": "webpack",
  "Next 16 (Turbopack)": "next",
  "Script tag": "script-tag",
};

const world = await createAppsWorld([...Object.keys(WEBPACK), "vite", "next", "script-tag"]);
let consumer: Consumer;
let next: NextApp;
/** Of the page that is asked for next. */
let nonce = "";
let policy = "";
let cookies: string[] = [];

beforeAll(async () => {
  consumer = await installApps();
  const at = (name: string): string => join(consumer.folder, name);
  const page = (html: string): { html: string; policy: string } => ({
    html: html.replaceAll("<script", `<script nonce="${nonce}"`),
    policy,
  });
  const serve = (name: string, folder: string, files = {}): void =>
    world.site(name, serveApp(world.parts, { folders: [folder], files, page }));

  serve("vite", await buildWithVite(at("react-vite")));
  const compiled = await compile(at("react-vite"));
  await writeFile(join(compiled, "at-hand.js"), AT_HAND);
  await writeFile(join(compiled, "nonce.js"), lineOf("4"));
  for (const [name, change] of Object.entries(WEBPACK)) {
    serve(name, await buildWithWebpack(compiled, name, change));
  }
  serve("script-tag", at("plain-html"), {
    "/authgear-web.iife.js": join(root, "node_modules/@authgear/web/dist/authgear-web.iife.js"),
    "/session-migration.js": join(consumer.installed, "dist/script.js"),
  });
});

beforeAll(async () => {
  const folder = join(consumer.folder, "next-cookies");
  await mkdir(join(folder, "app/way-5"));
  await writeFile(join(folder, "app/way-5/first.js"), lineOf("5"));
  const page = `"use client"; import "./first.js"; export { default } from "../page";`;
  await writeFile(join(folder, "app/way-5/page.tsx"), page);
  next = await startNext(world, folder, world.originOf("next"));
  const pass = passOn(next.port, () => ({ "content-security-policy": policy }));
  world.site("next", (request, response) => {
    if (request.url !== "/old-log-in") return pass(request, response);
    response.writeHead(200, { "set-cookie": cookies }).end();
  });
}, 120_000);

afterAll(async () => {
  await next?.stop();
  await consumer?.remove();
});

/** A browser with a user to migrate, on the site. */
async function user(site: string): Promise<Visitor> {
  if (site !== "next") {
    const app = site === "script-tag" ? "plain-html" : "react-vite";
    return browserOf(world, site, app, await world.person());
  }
  const visitor = await browserOf(world, site, site);
  const { cookie } = await next.signIn();
  cookies = [`__Host-session=${cookie}; Path=/; Secure; HttpOnly; SameSite=Lax`, "signed-in=1; Path=/"];
  await visitor.page.goto(`${world.originOf(site)}/old-log-in`);
  return visitor;
}

/** How the page of this bundler ends under this policy, with these ways out taken. */
async function ends(cell: Cell, ways: readonly string[] = []): Promise<string> {
  const { authgear, legacy } = world.origins;
  nonce = randomBytes(16).toString("base64");
  policy = [
    "default-src 'self'",
    `connect-src 'self' ${authgear} ${legacy}`,
    "img-src data:",
    "base-uri 'none'",
    policyWith(cell.policy, nonce, ways),
  ].join("; ");
  const site = SITES[cell.bundler] ?? "";
  const built = [site, ...ways].join("-");
  const visitor = await user(built in WEBPACK ? built : site);
  const path = site === "next" && ways.includes("5") ? "/way-5" : "/";
  await visitor.page.goto(new URL(path, visitor.page.url()).href);
  const outcome = await outcomeOf(visitor);
  if (!outcome) return "does not start";
  return outcome.status === "migrated" ? "ok" : String(outcome["code"]);
}

const found: Cell[] = [];
afterAll(() => {
  const bundlers = Object.keys(SITES);
  const policies = [...new Set(found.map((cell) => cell.policy))];
  const rows = policies.map((name) => {
    const cells = bundlers.map((bundler) =>
      found.find((cell) => cell.policy === name && cell.bundler === bundler),
    );
    return [name, ...cells.map((cell) => cell?.ends ?? "")];
  });
  console.log([["", ...bundlers], ...rows].map((row) => row.join(" | ")).join("\n"));
});

test("the page has every bundler, each policy for each, and a way out of each failure", () => {
  expect(CELLS).toHaveLength(5 * Object.keys(SITES).length);
  expect([...new Set(CELLS.map(({ bundler }) => bundler))]).toEqual(Object.keys(SITES));
  expect(CELLS.filter((cell) => (cell.ends === "ok") !== (cell.help.length === 0))).toEqual([]);
  const used = CELLS.flatMap(({ help }) => help.flat());
  expect([...new Set(used)].toSorted()).toEqual([...WAYS.keys()].toSorted());
  expect(lineOf("3")).toBe('output: { trustedTypes: "webpack" }');
});

test.each(CELLS)("$bundler under $policy: $ends", async (cell) => {
  const measured = await ends(cell);
  found.push({ ...cell, ends: measured });
  expect(measured).toBe(cell.ends);
});

const ways = CELLS.flatMap((cell) => cell.help.map((taken) => ({ ...cell, taken })));
test.each(ways)("$bundler under $policy is moved by way $taken", async ({ taken, ...cell }) => {
  expect(await ends(cell, taken)).toBe("ok");
});
