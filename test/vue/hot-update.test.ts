import { createApp, h, nextTick, type Component } from "vue";
import { expect, test, vi } from "vitest";
import type * as frontDoor from "../../src/index.js";
import { migrateOnLoad } from "../../src/index.js";
import { useMigration } from "../../src/vue.js";
import type * as composables from "../../src/vue.js";
import { countListeners, idleOptions } from "../front-door/count-listeners.js";

/** What a bundler's plugin for Vue calls in development. */
const runtime = Reflect.get(globalThis, "__VUE_HMR_RUNTIME__") as {
  createRecord(id: string, of: Component): void;
  reload(id: string, to: Component): void;
};

test("modules that are evaluated again join the run, and the component in its place is the one that listens (F1, F2)", async () => {
  const { options, read } = idleOptions("vue-hot");
  const first = migrateOnLoad(options);
  const { source, listeners } = countListeners(first);
  const statusBy = (use: typeof useMigration): Component & { __hmrId: string } => ({
    __hmrId: "status",
    setup() {
      const state = use(source);
      return () => h("p", state.value.status);
    },
  });
  const page = document.createElement("main");
  const before = statusBy(useMigration);
  runtime.createRecord("status", before);
  const app = createApp({ render: () => h(before) });
  app.mount(page);
  await first;

  vi.resetModules();
  const front: typeof frontDoor = await import("../../src/index.js");
  const again: typeof composables = await import("../../src/vue.js");
  expect(again.useMigration).not.toBe(useMigration);
  expect(front.migrateOnLoad(options)).toBe(first);
  runtime.reload("status", statusBy(again.useMigration));
  await nextTick();
  expect([page.textContent, listeners(), read.mock.calls.length]).toEqual(["no-session", 1, 1]);

  app.unmount();
  expect(listeners()).toBe(0);
});
