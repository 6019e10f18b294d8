import { describe, expect, test } from "vitest";
import { expectMoved, finish } from "./expect-moved.js";
import { LEGACY_KEY, sidOf, TOKEN_KEY } from "./visitor.js";
import { createWorld } from "./world.js";

const world = await createWorld();
const { gate, emulator } = world;

const EXCHANGE = "POST app/session-migration";
const NOBODY = { status: "no-session", session: "none" };

describe("Signing out wins over every pending step, in every tab, and stays, as long as the server or this browser still knows of it", () => {
  test("after signing out no load asks for a session, even if the old SDK writes its own back", async () => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token });
    await visitor.visit();
    await visitor.ageing();
    expect(await visitor.signOut()).toEqual({ legacy: "ended", authgear: "ended" });
    expect(await world.ledger(person.userID)).toMatchObject([{ state: "closed" }]);
    expect(world.live(person.userID)).toEqual([]);
    expect(world.legacy.isAlive(person)).toBe(false);
    const asked = gate.requests(EXCHANGE).length;
    for (let load = 1; load <= 3; load += 1) {
      await visitor.store(LEGACY_KEY, person.token);
      expect(await visitor.visit()).toEqual(NOBODY);
    }
    expect(gate.requests(EXCHANGE)).toHaveLength(asked);
    expect((await visitor.stored()).token).toBeUndefined();
    expect(world.live(person.userID)).toEqual([]);
    expect(visitor.faults()).toEqual([]);
  });

  test("a reply that was under way when another tab signed out is given back", async () => {
    const person = await world.person();
    const first = await world.visitor({ legacyToken: person.token });
    const exchange = gate.hold(EXCHANGE, "after");
    await first.load();
    await exchange.reached;
    expect(world.live(person.userID)).toHaveLength(1);
    const second = await first.tab();
    await second.load();
    await second.signOut();
    expect(await first.outcome()).toEqual(NOBODY);
    exchange.release();
    await expect.poll(() => world.live(person.userID)).toEqual([]);
    await expect.poll(() => world.ledger(person.userID)).toMatchObject([{ state: "closed" }]);
    for (const tab of [first, second]) {
      expect(await tab.visit()).toEqual(NOBODY);
      expect((await tab.stored()).token).toBeUndefined();
    }
    expect(gate.requests(EXCHANGE)).toHaveLength(1);
    expect([...first.faults(), ...second.faults()]).toEqual([]);
  });

  test("a sign-out that the server did not hear is told again by the next load", async () => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token });
    await visitor.visit();
    await visitor.ageing();
    const dead = [gate.drop(`${EXCHANGE}/sign-out`, "before"), gate.drop("* authgear/*", "before")];
    expect(await visitor.signOut()).toEqual({ legacy: "pending", authgear: "pending" });
    expect(world.live(person.userID)).toHaveLength(1);
    for (const fault of dead) fault.lift();
    expect(await visitor.visit()).toEqual(NOBODY);
    await expect.poll(() => world.live(person.userID)).toEqual([]);
    await expect.poll(() => world.legacy.isAlive(person)).toBe(false);
    expect(await visitor.visit()).toEqual(NOBODY);
  });

  test("a session that an administrator ended is not made again", async () => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token });
    gate.answer("POST legacy/revoke", { status: 503, type: "text/plain", body: "Later" });
    await visitor.visit();
    await visitor.ageing();
    await visitor.pass(10_000);
    await visitor.reached("revoke-sent");
    emulator.revokeAllSessions(person.userID);
    await visitor.pass(30 * 60_000);
    await visitor.ask((journey) => journey.migration.authorization());
    expect((await visitor.stored()).token).toBeUndefined();
    expect(await visitor.visit()).toMatchObject({ session: "none" });
    expect(world.live(person.userID)).toEqual([]);
  });
});

describe("A session that Authgear already holds is never overwritten; another user's session is never touched", () => {
  test("the user signed in at Authgear before: nothing is exchanged, the old session of another user is retired", async () => {
    const [old, own] = [await world.person(), await world.person()];
    const { refreshToken } = await emulator.signIn({ userID: own.userID, clientID: "spa" });
    const visitor = await world.visitor({ legacyToken: old.token });
    await visitor.store(TOKEN_KEY, refreshToken);
    expect(await visitor.visit()).toEqual({ status: "signed-in", session: "authgear" });
    await visitor.ageing();
    await visitor.pass(10_000);
    await expect.poll(() => world.legacy.isAlive(old)).toBe(false);
    await expect.poll(() => visitor.stored()).toMatchObject({ token: refreshToken, legacy: undefined });
    expect(gate.requests(EXCHANGE)).toEqual([]);
    expect(world.live(own.userID).map(({ id }) => id)).toEqual([sidOf(refreshToken)]);
    expect(world.emulator.sessions({ userID: old.userID, all: true })).toEqual([]);
    expect(visitor.faults()).toEqual([]);
  });

  test("B signs in while the exchange of A is under way: B stays, and what was made for A ends (D8)", async () => {
    const [a, b] = [await world.person(), await world.person()];
    const visitor = await world.visitor({ legacyToken: a.token });
    const exchange = gate.hold(EXCHANGE, "after");
    await visitor.load();
    await exchange.reached;
    const { refreshToken } = await emulator.signIn({ userID: b.userID, clientID: "spa" });
    await visitor.store(TOKEN_KEY, refreshToken);
    exchange.release();
    expect(await visitor.outcome()).toEqual({ status: "signed-in", session: "authgear" });
    expect((await visitor.stored()).token).toBe(refreshToken);
    expect(await visitor.visit()).toMatchObject({ status: "signed-in" });
    await visitor.ageing();
    await visitor.pass(10_000);
    await expect.poll(() => world.legacy.isAlive(a)).toBe(false);
    await expect.poll(() => world.live(a.userID)).toEqual([]);
    expect((await visitor.stored()).token).toBe(refreshToken);
    expect(world.live(b.userID).map(({ id }) => id)).toEqual([sidOf(refreshToken)]);
    expect(visitor.faults()).toEqual([]);
  });

  test("two browsers of one user have a session each, and neither ends the other's", async () => {
    const person = await world.person();
    const elsewhere = { ...person, ...(await world.legacy.signIn(person.subject)) };
    const first = await world.visitor({ legacyToken: person.token });
    await first.visit();
    await finish(first);
    await expectMoved(world, person, first);
    const second = await world.visitor({ legacyToken: elsewhere.token });
    expect(await second.visit()).toMatchObject({ status: "migrated", userID: person.userID });
    await finish(second);
    expect(world.live(person.userID)).toHaveLength(2);
    await second.signOut();
    const sid = sidOf((await first.stored()).token);
    await expect.poll(() => world.live(person.userID).map(({ id }) => id)).toEqual([sid]);
  });
});
