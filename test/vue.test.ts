import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type App, createApp, createSSRApp, effectScope, h, isReadonly, nextTick, watch } from "vue";
import { createStore, type Store } from "../src/front-door/store.js";
import { useMigration } from "../src/vue.js";

const SIGNED_IN = { status: "signed-in", session: "authgear" } as const;
const warnings = vi.spyOn(console, "warn");
const errors = vi.spyOn(console, "error");
let page: HTMLElement;
let store: Store;
let drawn: string[];

beforeEach(() => {
  page = document.createElement("main");
  store = createStore();
  drawn = [];
});
afterEach(() => {
  const said = [...warnings.mock.calls, ...errors.mock.calls].flat();
  if (said.length > 0) throw new Error(`Vue says: ${said.join(" ")}`);
});

const Status = {
  setup() {
    const state = useMigration(store);
    return () => (drawn.push(state.value.status), h("p", state.value.status));
  },
};

function mount(make: typeof createApp = createApp): App {
  const app = make(Status);
  app.mount(page);
  return app;
}

test("shows the state as it is and as it becomes", async () => {
  const app = mount();
  store.publish(SIGNED_IN);
  await nextTick();
  expect(drawn).toEqual(["pending", "signed-in"]);
  expect(page.textContent).toBe("signed-in");
  app.unmount();
});

test("shows a state that was certain before the page was drawn, at once", () => {
  store.publish(SIGNED_IN);
  mount().unmount();
  expect(drawn).toEqual(["signed-in"]);
});

test("lets go of the migration when it is unmounted", () => {
  const stop = vi.fn<() => void>();
  const subscribe = vi.spyOn(store, "subscribe").mockReturnValue(stop);
  const app = mount();
  expect(subscribe).toHaveBeenCalledTimes(1);
  expect(stop).not.toHaveBeenCalled();
  app.unmount();
  expect(stop).toHaveBeenCalledTimes(1);
});

test("takes over the server's page without a warning, then shows what is known by now (F4)", async () => {
  page.innerHTML = "<p>pending</p>";
  store.publish(SIGNED_IN);
  const app = mount(createSSRApp);
  expect(drawn[0]).toBe("pending");
  await nextTick();
  expect(page.textContent).toBe("signed-in");
  app.unmount();
});

test("so does a component that lies deep in that page (F4)", async () => {
  page.innerHTML = "<main><p>pending</p></main>";
  store.publish(SIGNED_IN);
  const app = createSSRApp({ render: () => h("main", [h(Status)]) });
  app.mount(page);
  expect(drawn[0]).toBe("pending");
  await nextTick();
  expect(page.textContent).toBe("signed-in");
  app.unmount();
});

test("works in a scope of its own, and hands out the migration's own object, to be read only", () => {
  const scope = effectScope();
  const state = scope.run(() => useMigration(store));
  const seen: unknown[] = [];
  scope.run(() =>
    watch(
      () => state?.value,
      (value) => seen.push(value),
      { flush: "sync" },
    ),
  );
  store.publish(SIGNED_IN);
  expect(seen[0]).toBe(SIGNED_IN);
  expect(isReadonly(state)).toBe(true);
  scope.stop();
  store.publish({ status: "no-session", session: "none" });
  expect(seen).toHaveLength(1);
});
