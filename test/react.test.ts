import { act, createElement, type ReactNode, StrictMode } from "react";
import { createRoot, hydrateRoot, type Root } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStore } from "../src/front-door/store.js";
import { migrateOnLoad, type Migration, type MigrationState } from "../src/index.js";
import { useMigration } from "../src/react.js";
import { countListeners, idleOptions } from "./front-door/count-listeners.js";

type Source = Pick<Migration, "subscribe" | "getState">;

const SIGNED_IN = { status: "signed-in", session: "authgear" } as const;
const NOBODY = { status: "no-session", session: "none" } as const;
const errors = vi.spyOn(console, "error");
const page = document.createElement("main");
let root: Root | undefined;

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  page.replaceChildren();
});
afterEach(async () => {
  await act(async () => root?.unmount());
  // React tells of a mistake on the console.
  if (errors.mock.lastCall) throw new Error(String(errors.mock.lastCall[0]));
  vi.unstubAllGlobals();
});

function Status({ migration }: { migration: Source }): ReactNode {
  return useMigration(migration).status;
}

async function render(element: ReactNode): Promise<void> {
  root = createRoot(page);
  await act(async () => root?.render(element));
}

test("shows the state as it is and as it becomes", async () => {
  const store = createStore();
  await render(createElement(Status, { migration: store }));
  expect(page.textContent).toBe("pending");
  await act(async () => store.publish(SIGNED_IN));
  expect(page.textContent).toBe("signed-in");
});

test("shows a state that was certain before the page was drawn, at once", async () => {
  const store = createStore();
  store.publish(SIGNED_IN);
  const seen: string[] = [];
  await render(createElement(() => void seen.push(useMigration(store).status)));
  expect(seen).toEqual(["signed-in"]);
});

test("answers the migration's own object, so that nothing is drawn twice for it", async () => {
  const store = createStore();
  store.publish(NOBODY);
  const seen: MigrationState[] = [];
  await render(createElement(() => void seen.push(useMigration(store))));
  expect(seen[0]).toBe(store.getState());
});

test("lets go of the migration when it is unmounted, in StrictMode too (F1)", async () => {
  const { source, listeners } = countListeners(createStore());
  await render(createElement(StrictMode, null, createElement(Status, { migration: source })));
  expect(listeners()).toBe(1);
  await act(async () => root?.unmount());
  expect(listeners()).toBe(0);
});

test("a migration that is made while StrictMode draws runs once (F1)", async () => {
  const { options, read } = idleOptions("strict");
  const App = (): ReactNode => useMigration(migrateOnLoad(options)).status;
  await render(createElement(StrictMode, null, createElement(App)));
  await act(async () => void (await migrateOnLoad(options)));
  expect(page.textContent).toBe("no-session");
  expect(read).toHaveBeenCalledTimes(1);
});

test("is pending on a server, whatever is known there (F3)", () => {
  const store = createStore();
  store.publish(NOBODY);
  expect(renderToString(createElement(Status, { migration: store }))).toBe("pending");
});

test("takes over the server's page without a warning, then shows what is known by now (F4)", async () => {
  const store = createStore();
  const element = createElement("p", null, createElement(Status, { migration: store }));
  page.innerHTML = renderToString(element);
  store.publish(SIGNED_IN);
  const surprises = vi.fn<() => void>();
  await act(async () => void (root = hydrateRoot(page, element, { onRecoverableError: surprises })));
  expect(page.textContent).toBe("signed-in");
  expect(surprises).not.toHaveBeenCalled();
});
