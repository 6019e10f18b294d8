import { describe, expect, test } from "vitest";
import { expectMoved, finish } from "./expect-moved.js";
import { sidOf, type Visitor } from "./visitor.js";
import { createWorld } from "./world.js";

const world = await createWorld();
const { gate } = world;

const EXCHANGE = "POST app/session-migration";

describe("One legacy session gives at most one live Authgear session that anybody holds", () => {
  test("the reply is lost after the session was made: the next load gets the same session", async () => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token });
    gate.drop(EXCHANGE, "after");
    expect(await visitor.visit()).toMatchObject({ status: "kept", reason: "try-later", code: "network" });
    const [session] = world.live(person.userID);
    expect(session).toBeDefined();
    gate.clear();
    expect(await visitor.visit()).toMatchObject({ status: "migrated", userID: person.userID });
    expect(sidOf((await visitor.stored()).token)).toBe(session?.id);
    await finish(visitor);
    await expectMoved(world, person, visitor);
    expect(world.emulator.sessions({ userID: person.userID, all: true })).toHaveLength(1);
  });

  test("reply and journal are lost: another session takes the place of the lost one", async () => {
    const person = await world.person();
    const first = await world.visitor({ legacyToken: person.token });
    gate.drop(EXCHANGE, "after");
    await first.visit();
    const [lost] = world.live(person.userID);
    gate.clear();
    const second = await world.visitor({ legacyToken: person.token });
    expect(await second.visit()).toMatchObject({ status: "migrated", userID: person.userID });
    const sid = sidOf((await second.stored()).token);
    expect(sid).not.toBe(lost?.id);
    expect(world.live(person.userID).map(({ id }) => id)).toEqual([sid]);
    await finish(second);
    await expectMoved(world, person, second);
  });

  interface Point {
    when: string;
    /** Holds the run there; resolves when it is there. */
    stop: (visitor: Visitor) => Promise<unknown>;
    /** The token stood long enough by then. */
    aged?: true;
  }
  const held = (route: string, when: "before" | "after"): Point["stop"] => {
    return (visitor) => {
      const hold = gate.hold(route, when);
      return Promise.all([visitor.load(), hold.reached]);
    };
  };
  const afterAging = (route: string, when: "before" | "after"): Pick<Point, "stop" | "aged"> => ({
    aged: true,
    async stop(visitor) {
      const hold = gate.hold(route, when);
      await visitor.load();
      await visitor.ageing();
      await visitor.pass(10_000);
      await hold.reached;
    },
  });
  const points: Point[] = [
    { when: "the exchange is on its way", stop: held(EXCHANGE, "before") },
    { when: "the session is made and the reply on its way", stop: held(EXCHANGE, "after") },
    { when: "Authgear has not accepted it yet", stop: held("* authgear/*", "before") },
    {
      when: "the token is not on disk yet",
      stop: (visitor) => visitor.load().then(() => visitor.ageing()),
    },
    { when: "the confirmation is on its way", ...afterAging(`${EXCHANGE}/confirm`, "before") },
    { when: "the confirmation was heard", ...afterAging(`${EXCHANGE}/confirm`, "after") },
    { when: "the revocation is on its way", ...afterAging("POST legacy/revoke", "before") },
    { when: "the old session has ended", ...afterAging("POST legacy/revoke", "after") },
  ];
  test.each(points)(
    "the page dies when $when: the next one ends where every other does",
    async ({ stop, aged = false }) => {
      const person = await world.person();
      const first = await world.visitor({ legacyToken: person.token });
      await stop(first);
      const second = await first.crash();
      gate.clear();
      const outcome = await second.visit();
      expect(["migrated", "signed-in"]).toContain(outcome.status);
      await finish(second, { aged });
      await expectMoved(world, person, second);
      expect(world.emulator.sessions({ userID: person.userID, all: true })).toHaveLength(1);
    },
  );
});
