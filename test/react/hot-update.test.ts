import { act, createElement, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type * as frontDoor from "../../src/index.js";
import { migrateOnLoad } from "../../src/index.js";
import type * as hooks from "../../src/react.js";
import { useMigration } from "../../src/react.js";
import { countListeners, idleOptions } from "../front-door/count-listeners.js";

beforeEach(() => void vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true));
afterEach(() => void vi.unstubAllGlobals());

type Hook = typeof useMigration;

test("modules that are evaluated again join the run, and leave one listener to a component that stays (F1, F2)", async () => {
  const { options, read } = idleOptions("react-hot");
  const first = migrateOnLoad(options);
  const { source, listeners } = countListeners(first);
  const Status = ({ hook }: { hook: Hook }): ReactNode => hook(source).status;
  const page = document.createElement("main");
  const root = createRoot(page);
  await act(async () => root.render(createElement(Status, { hook: useMigration })));
  await act(async () => void (await first));

  vi.resetModules();
  const front: typeof frontDoor = await import("../../src/index.js");
  const again: typeof hooks = await import("../../src/react.js");
  expect(again.useMigration).not.toBe(useMigration);
  expect(front.migrateOnLoad(options)).toBe(first);
  // As Fast Refresh does: the component in its place, with the new code.
  await act(async () => root.render(createElement(Status, { hook: again.useMigration })));
  expect([page.textContent, listeners(), read.mock.calls.length]).toEqual(["no-session", 1, 1]);

  await act(async () => root.unmount());
  expect(listeners()).toBe(0);
});
