// @vitest-environment node
import { createSSRApp, h } from "vue";
import { renderToString } from "vue/server-renderer";
import { expect, test, vi } from "vitest";
import { useMigration } from "../../src/vue.js";

test("is pending on a server, whatever is known there, and leaves no listener behind (F3)", async () => {
  const subscribe = vi.fn<() => () => void>();
  const getState = () => ({ status: "no-session", session: "none" }) as const;
  const app = createSSRApp({
    setup() {
      const state = useMigration({ subscribe, getState });
      return () => h("p", state.value.status);
    },
  });
  expect(await renderToString(app)).toBe("<p>pending</p>");
  expect(subscribe).not.toHaveBeenCalled();
});
