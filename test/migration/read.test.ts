import { describe, expect, test } from "vitest";
import { BACK_OFF } from "../../src/migration/deadlines.js";
import type { LegacyProvider, LegacySession } from "../../src/migration/provider.js";
import { hashOf, createWorld, openPage, visit } from "./fake-ports.js";

describe("reading the legacy provider", () => {
  const unreadable: [string, LegacyProvider["read"]][] = [
    ["undefined: not loaded yet (D2)", () => undefined],
    [
      "an exception",
      () => {
        throw new Error("no");
      },
    ],
    ["a rejection", () => Promise.reject(new Error("no"))],
    ["no answer at all (D1)", () => new Promise(() => {})],
    ["the text undefined (D5)", () => ({ token: "undefined" })],
    ["a quoted token (D5)", () => ({ token: '"abc"' })],
    ["a prefixed token (D5)", () => ({ token: "Bearer abc" })],
    ["an empty token (D5)", () => ({ token: "" })],
  ];
  test.for(unreadable)("%s: session unknown, no exchange, nothing remembered", async ([, read]) => {
    const world = createWorld();
    const { states } = await visit(world, ({ legacy }) => void (legacy.read = read));
    expect(states).toMatchObject([{ status: "kept", session: "unknown", reason: "try-later" }]);
    expect([world.far.log, world.writes, world.journal.record]).toEqual([[], [], undefined]);
  });

  test("an answer after the deadline is ignored (D1)", async () => {
    const world = createWorld();
    const { states } = await visit(world, ({ legacy }) => {
      legacy.read = () => world.clock.wait(2_501).then(() => ({ token: "legacy-a:1" }));
    });
    expect(states).toMatchObject([{ status: "kept", session: "unknown" }]);
    expect(world.far.log).toEqual([]);
  });

  test("a large token is sent whole (D5)", async () => {
    const world = createWorld();
    const token = `legacy-a:${"x".repeat(12_000)}`;
    world.legacy.held = { token };
    await visit(world);
    expect(world.far.bodies[0]).toEqual({ subject_token: token });
  });

  test("a read of an earlier turn that comes late does not become the session in hand (D1)", async () => {
    const world = createWorld();
    const slow: Promise<LegacySession> = world.clock.wait(1_000).then(() => ({ token: "legacy-a:1" }));
    let reads = 0;
    const page = openPage(world, ({ legacy }) => {
      legacy.read = () => (++reads === 1 ? slow : { token: "legacy-b:1" });
    });
    void page.run.start();
    await world.clock.advance(100);
    page.run.budget();
    world.interrupt = ({ port, when }) =>
      port === "authgear.load" && when === "before" ? world.clock.wait(2_000) : undefined;
    void page.run.start();
    await world.clock.advance(10_000);
    expect(world.far.bodies[0]).toEqual({ subject_token: "legacy-b:1" });
    expect(world.journal.record?.legacyRef).toBe(hashOf("legacy-b:1"));
  });

  test("the wrong clock of a visitor changes nothing that is asked (D4, L10)", async () => {
    const asked = await Promise.all(
      [-400, 0, 400].map(async (days) => {
        const world = createWorld();
        world.clock.set(world.clock.now() + days * 86_400_000);
        await visit(world);
        return [world.far.log, world.legacy.revoked];
      }),
    );
    expect(asked).toEqual([asked[1], asked[1], asked[1]]);
  });

  test("a server that asks for a year is asked again after a day (X3)", async () => {
    const world = createWorld();
    const retryAfter = 365 * 86_400;
    const later = {
      type: "problem",
      problem: { type: "rate-limited", kind: "transient", retryAfter },
    } as const;
    world.far.script.exchange.push(later);
    await visit(world);
    expect((await visit(world)).states).toMatchObject([{ status: "kept", reason: "try-later" }]);
    expect(world.far.log).toEqual(["exchange"]);
    world.clock.set(world.clock.now() + BACK_OFF);
    expect((await visit(world)).states[0]).toMatchObject({ status: "migrated" });
  });

  test("a server that only ever fails is asked less and less, over all loads of a day (P6)", async () => {
    const world = createWorld();
    world.far.offline = true;
    for (let load = 0; load < 24 * 60; load++) await visit(world);
    expect(world.far.log.length).toBeGreaterThan(5);
    expect(world.far.log.length).toBeLessThan(30);
  });

  test("pages that failed together ask again at different moments (P5)", async () => {
    const later = async (random: number): Promise<number> => {
      const world = createWorld();
      world.far.offline = true;
      for (let load = 0; load < 2; load++) await visit(world, (ports) => void (ports.random = () => random));
      return Number(world.journal.record?.nextAttemptAt);
    };
    const [first, second, third] = [await later(0), await later(0.5), await later(1)];
    expect([second - first, third - first]).toEqual([1_000, 2_000]);
  });

  test("a refused token is sent once in ten loads, a new one once more (D7)", async () => {
    const world = createWorld();
    const refusal = { type: "problem", problem: { type: "user-not-found", kind: "permanent" } } as const;
    world.far.script.exchange.push(refusal, refusal);
    for (let load = 0; load < 10; load++) await visit(world);
    expect(world.far.log).toEqual(["exchange"]);
    world.legacy.held = { token: "legacy-a:2" };
    for (let load = 0; load < 10; load++) await visit(world);
    expect(world.far.log).toEqual(["exchange", "exchange"]);
  });
});

describe("a token that another tab has just written", () => {
  const tabs = (lag: number) => {
    const world = createWorld();
    let seenFrom = Infinity;
    const first = openPage(world, ({ storage }) => {
      const { setToken } = storage;
      storage.setToken = (token) => {
        seenFrom = world.clock.now() + lag;
        setToken(token);
      };
    });
    const second = openPage(world, ({ storage }) => {
      const { token } = storage;
      storage.token = () => (world.clock.now() < seenFrom ? null : token());
    });
    return { world, first, second };
  };

  test("is waited for where the lock comes sooner than the write (T1)", async () => {
    const { world, first, second } = tabs(80);
    void first.run.start();
    void second.run.start();
    await world.clock.advance(3_000);
    expect(world.far.log.filter((name) => name === "exchange")).toHaveLength(1);
    expect(second.states.at(-1)).toMatchObject({ session: "authgear" });
  });
});
