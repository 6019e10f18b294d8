import { expect } from "vitest";
import { EXCHANGE } from "../../journeys/routes.js";
import { expectMoved, expectUser, finish } from "../expect-end.js";
import type { MatrixCase } from "../matrix-case.js";

/** The old SDK's sign-out, of which the page's own script does the rest. */
const afterRevoke = (then: string): string => `const { fetch } = window;
  window.fetch = async (...args) => {
    const response = await fetch(...args);
    if (String(args[0]?.url ?? args[0]).endsWith("/revoke")) { ${then} }
    return response;
  };`;

const wipes = (what: string, then: string): MatrixCase => ({
  name: `${what}: the new session outlives it`,
  modes: "R3",
  async run(stage) {
    stage.prologue(afterRevoke(then));
    const { person, tab } = await stage.arrive();
    expect(await tab.visit()).toMatchObject({ status: "migrated" });
    await tab.store("of the old app", "anything");
    await tab.ageing();
    await stage.pass(10_000);
    await tab.shows({ status: "migrated", legacy: "ended" });
    expect(await tab.ask(`return localStorage.getItem("of the old app") === null`)).toBe(true);
    await expectMoved(stage, person, tab);
    expect(await tab.visit()).toMatchObject({ status: "signed-in" });
    await expectUser(tab, person);
    expect(stage.world.gate.requests(EXCHANGE)).toHaveLength(1);
  },
});

export const revokeCases: readonly MatrixCase[] = [
  wipes("the old logout clears localStorage", "localStorage.clear();"),
  wipes("the old logout answers Clear-Site-Data", `await ownFetch("/old-logout", { method: "POST" });`),
  {
    name: "an old SDK that writes itself back: the user stays moved, and nothing is exchanged again",
    modes: "R4",
    async run(stage) {
      const { world } = stage;
      stage.prologue(`const { removeItem } = Storage.prototype;
        Storage.prototype.removeItem = function (key) {
          const value = this.getItem(key);
          removeItem.call(this, key);
          if (key === "old-app.token" && value) this.setItem(key, value);
        };`);
      const { person, tab } = await stage.arrive();
      await tab.visit();
      await finish(stage, tab);
      expect(await tab.visit()).toEqual({ status: "signed-in", session: "authgear" });
      await expectUser(tab, person);
      expect((await tab.stored()).legacy).toBe(person.token);
      expect(world.live(person.userID)).toHaveLength(1);
      stage.prologue("");
      expect(await tab.visit()).toEqual({ status: "signed-in", session: "authgear" });
      await expect.poll(async () => (await tab.stored()).legacy).toBe(undefined);
      await expectMoved(stage, person, tab);
      expect(world.gate.requests(EXCHANGE)).toHaveLength(1);
    },
  },
];
