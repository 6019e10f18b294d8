import type { RequestListener } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root, type Consumer } from "../package/packed-package.js";
import type { Visitor } from "../journeys/visitor.js";
import type { Person } from "../journeys/world.js";
import { LANGUAGES } from "../server/verify/hook-receivers.js";
import { browserOf, createAppsWorld, outcomeOf, passOn } from "./apps-world.js";
import { buildWithVite } from "./build-apps.js";
import { installApps } from "./install-apps.js";
import { serveApp } from "./serve-app.js";
import { startServe } from "./start-serve.js";

const GUARDED = ["react-vite", "vue-firebase"];
const BUILT = [...GUARDED, "own-token-python"];
const hasPython = LANGUAGES.some(({ name, installed }) => name === "Python" && installed);
const world = await createAppsWorld([...BUILT, "plain-html"]);
let consumer: Consumer;
const built = new Map<string, RequestListener>();

beforeAll(async () => {
  consumer = await installApps();
  for (const name of BUILT) {
    const app = serveApp(world.parts, { folders: [await buildWithVite(join(consumer.folder, name))] });
    built.set(name, app);
    world.site(name, app);
  }
  const files = {
    "/authgear-web.iife.js": join(root, "node_modules/@authgear/web/dist/authgear-web.iife.js"),
    "/session-migration.js": join(consumer.installed, "dist/script.js"),
  };
  world.site("plain-html", serveApp(world.parts, { folders: [join(consumer.folder, "plain-html")], files }));
});
afterAll(() => consumer?.remove());

/** Ids of the elements that were ever in the page since it began, however short. */
async function watch({ page }: Visitor): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const seen = new Set<string>();
    const look = (node: Node): void => {
      if (!(node instanceof Element)) return;
      for (const { id } of [node, ...node.querySelectorAll("[id]")]) if (id) seen.add(id);
    };
    new MutationObserver((records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) look(node);
    }).observe(document, { childList: true, subtree: true });
    Object.assign(window, { seen });
  });
  return () => page.evaluate("[...window.seen]");
}

/** Of the old providers, only Firebase's is asked on a page load: whether it still knows its user. */
function knowsFirebase({ subject }: Person): void {
  world.gate.answer("* legacy/identitytoolkit.googleapis.com/*", {
    status: 200,
    type: "application/json",
    body: JSON.stringify({
      users: [{ localId: subject, providerUserInfo: [], lastLoginAt: "1", createdAt: "1" }],
    }),
    headers: { "access-control-allow-origin": "*", "access-control-allow-headers": "*" },
  });
}

const shown = ({ page }: Visitor) => expect.poll(() => page.textContent("body"), { timeout: 10_000 });

describe.each(GUARDED)("%s", (name) => {
  test("moves its user, who never sees the log-in page and whose API knows them (F4)", async () => {
    const person = await world.person();
    knowsFirebase(person);
    const visitor = await browserOf(world, name, name, person);
    const seen = await watch(visitor);
    await visitor.load();
    await shown(visitor).toContain(`Notes of ${person.userID}`);
    expect(await outcomeOf(visitor)).toMatchObject({ status: "migrated", userID: person.userID });
    expect(await seen()).toContain("notes");
    expect(await seen()).not.toContain("login");
    expect(world.live(person.userID)).toHaveLength(1);
    await visitor.load();
    await shown(visitor).toContain(`Notes of ${person.userID}`);
    expect(await seen()).not.toContain("login");
    expect(visitor.faults()).toEqual([]);
  });

  test("shows a visitor the log-in page and nothing else", async () => {
    const visitor = await browserOf(world, name, name);
    const seen = await watch(visitor);
    await visitor.load();
    await shown(visitor).toContain("Sign in");
    expect(await seen()).toContain("login");
    expect(await seen()).not.toContain("notes");
  });
});

test("a page from a server with a token in localStorage is moved and goes on calling its API", async () => {
  const person = await world.person();
  const visitor = await browserOf(world, "plain-html", "plain-html", person);
  for (const status of ["migrated", "signed-in"]) {
    await visitor.load();
    expect(await outcomeOf(visitor)).toMatchObject({ status });
    for (const _ of ["on load", "later"]) {
      await shown(visitor).toContain(`Notes of ${person.userID}`);
      await visitor.page.evaluate(`document.getElementById("notes").textContent = ""`);
      await visitor.page.click("#load");
    }
  }
  expect(world.live(person.userID)).toHaveLength(1);
  expect(visitor.faults()).toEqual([]);
});

test.skipIf(!hasPython)(
  "a page with a token of its own and a backend in Python is moved by serve",
  async () => {
    const name = "own-token-python";
    const serve = await startServe(world, consumer, name);
    const [app, exchange] = [built.get(name), passOn(serve.port)];
    world.site(name, (request, response) => {
      const listener = request.url?.startsWith("/session-migration") ? exchange : app;
      listener?.(request, response);
    });
    const person = await serve.person();
    const visitor = await browserOf(world, name, name, person);
    await visitor.load();
    expect(await outcomeOf(visitor)).toMatchObject({ status: "migrated", userID: person.userID });
    await shown(visitor).toContain(`Notes of ${person.userID}`);
    expect(visitor.faults()).toEqual([]);
  },
);
