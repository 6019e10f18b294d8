import { expect } from "vitest";
import { EXCHANGE } from "../../journeys/routes.js";
import { expectMoved, expectUntouched, expectUser, finish } from "../expect-end.js";
import type { MatrixCase } from "../matrix-case.js";
import { until } from "../until.js";

export const surroundingsCases: readonly MatrixCase[] = [
  {
    name: "a fetch that swallows errors and answers: the old session is kept, and the next load moves it",
    modes: "X8",
    async run(stage) {
      const { person, tab } = await stage.arrive();
      stage.prologue(`window.fetch = async (...args) => void (await ownFetch(...args).catch(() => {}));`);
      expect(await tab.visit()).toMatchObject({ status: "kept", reason: "try-later", code: "network" });
      await expectUntouched(stage, person, tab);
      stage.prologue("");
      expect(await tab.visit()).toMatchObject({ status: "migrated", userID: person.userID });
      await finish(stage, tab);
      await expectMoved(stage, person, tab);
      expect(stage.world.emulator.sessions({ userID: person.userID, all: true })).toHaveLength(1);
    },
  },
  {
    name: "a fetch that adds a tracing header and wants to be a function of the window: the user is moved",
    modes: "X8",
    async run(stage) {
      stage.prologue(`const own = window.fetch;
        window.fetch = function (input, init) {
          if (this !== undefined && this !== window) throw new TypeError("Illegal invocation");
          const request = new Request(input, init);
          if (new URL(request.url).origin === location.origin) request.headers.set("traceparent", "00-1-1-00");
          return own.call(window, request);
        };`);
      const { person, tab } = await stage.arrive();
      expect(await tab.visit()).toMatchObject({ status: "migrated", userID: person.userID });
      await finish(stage, tab);
      await expectMoved(stage, person, tab);
    },
  },
  {
    name: "a service worker answers the exchange with the reply of an ended session: the old session is kept",
    modes: "L7 X11",
    async run(stage) {
      const { world } = stage;
      const { person, tab } = await stage.arrive();
      await tab.ask(`await navigator.serviceWorker.register("/worker.js")`);
      await until("a page under the worker", () => tab.ask("return !!navigator.serviceWorker.controller"));
      expect(await tab.visit()).toMatchObject({ status: "migrated" });
      await tab.ageing();
      expect(await tab.signOut()).toEqual({ legacy: "ended", authgear: "ended" });
      const again = { ...person, ...(await world.legacy.signIn(person.subject)) };
      await tab.store("old-app.token", again.token);
      await tab.visit();
      await tab.shows({ status: "kept", session: "legacy" });
      await expectUntouched(stage, again, tab);
      expect(world.gate.requests(EXCHANGE)).toHaveLength(1);
      await tab.ask(
        `for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister()`,
      );
      expect(await tab.visit()).toMatchObject({ status: "migrated", userID: person.userID });
      await expectUser(tab, person);
      expect(world.live(person.userID)).toHaveLength(1);
    },
  },
  {
    name: "a policy that forbids text as script and every sink of it: the user is moved without a violation",
    modes: "F7 Z20",
    async run(stage) {
      stage.prologue(`for (const text of [() => eval("1"), () => { document.body.innerHTML = "<b>"; }]) {
        try { text(); window.weak = true; } catch {}
      }`);
      const { person, tab } = await stage.arrive();
      expect(await tab.visit()).toMatchObject({ status: "migrated" });
      expect(await tab.ask("return !!window.weak")).toBe(false);
      await finish(stage, tab);
      await expectMoved(stage, person, tab);
    },
  },
];
