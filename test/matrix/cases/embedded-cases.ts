import { expect } from "vitest";
import { EXCHANGE } from "../../journeys/routes.js";
import { expectMoved, finish } from "../expect-end.js";
import type { MatrixCase } from "../matrix-case.js";
import { until } from "../until.js";

const NO_PRERENDERING = "it does not prerender pages";

export const embeddedCases: readonly MatrixCase[] = [
  {
    name: "the app embedded in a page of its own origin leaves everything alone",
    modes: "S11",
    async run(stage) {
      const { world } = stage;
      const { person, tab } = await stage.arrive();
      await tab.tab.open(`${stage.origin}/embed?page=/framed`);
      const settled = await until("the app inside", () => tab.ask("return frames[0].journey.settled"));
      expect(settled).toEqual({ status: "kept", session: "unknown", reason: "unsupported" });
      expect(await tab.ask("return frames[0].journey.faults")).toEqual([]);
      expect(world.gate.requests("POST *")).toEqual([]);
      expect(await tab.visit()).toMatchObject({ status: "migrated", userID: person.userID });
      await finish(stage, tab);
      await expectMoved(stage, person, tab);
    },
  },
  {
    name: "the app embedded in a page of another site asks nothing and ends nothing",
    modes: "S11",
    async run(stage) {
      const { world } = stage;
      // Nobody outside may look into it.
      stage.prologue(`setInterval(() => window.journey && parent.postMessage(journey.settled, "*"), 20);`);
      const { person, tab } = await stage.arrive();
      const host = await stage.tab();
      await host.tab.open(`${stage.elsewhere}/embed?page=${stage.origin}/framed`);
      const heard = await until("the app inside", () =>
        host.ask(`onmessage = ({ data }) => { window.heard = data; }; return window.heard`),
      );
      // With a storage of its own it is a visitor's page.
      expect(heard).toMatchObject({ status: expect.stringMatching(/^(kept|no-session)$/) as unknown });
      expect(world.gate.requests("POST *")).toEqual([]);
      expect(world.legacy.isAlive(person)).toBe(true);
      stage.prologue("");
      expect(await tab.visit()).toMatchObject({ status: "migrated", userID: person.userID });
    },
  },
  {
    name: "a page that is prerendered and never shown asks nothing",
    modes: "L1",
    cannot: {
      chromium: "it prerenders nothing while a driver is attached to the page",
      firefox: NO_PRERENDERING,
      webkit: NO_PRERENDERING,
    },
    async run(stage) {
      const { gate } = stage.world;
      const { person, tab } = await stage.arrive();
      stage.prologue(`if (document.prerendering) addEventListener("load", () => setTimeout(() =>
        ownFetch("/api/me?" + (window.journey ? journey.state().status : "no app")), 50));`);
      await tab.ask(`const rules = document.createElement("script");
        rules.type = "speculationrules";
        rules.textContent = JSON.stringify({ prerender: [{ source: "list", urls: ["/?client=spa"] }] });
        document.head.append(rules);`);
      await until("the word of the prerendered page", () => gate.requests("GET app/api/me").length > 0);
      expect(gate.requests("GET app/api/me")[0]?.url).toBe("/api/me?pending");
      expect(gate.requests(EXCHANGE)).toEqual([]);
      const other = await stage.tab();
      stage.prologue("");
      expect(await other.visit()).toMatchObject({ status: "migrated", userID: person.userID });
      await finish(stage, other);
      await expectMoved(stage, person, other);
    },
  },
];
