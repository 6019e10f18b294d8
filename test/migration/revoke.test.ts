import { describe, expect, test } from "vitest";
import { REVOKE_LOADS } from "../../src/migration/deadlines.js";
import type { Ports } from "../../src/migration/ports.js";
import { createWorld, hashOf, type Page, visit, type World } from "./fake-ports.js";

const LOST = { type: "lost", code: "network" } as const;

/** A legacy logout that clears what the browser stores, and perhaps does more. */
function wiping(world: World, more: () => void = () => {}) {
  return (ports: Ports): void => {
    ports.legacy.revoke = async () => {
      world.disk.token = null;
      world.disk.marker = { v: 1 };
      more();
    };
  };
}

describe("a legacy logout that wipes storage (R10)", () => {
  test("does not take the new session along: the token is written back", async () => {
    const world = createWorld();
    const { states } = await visit(world, wiping(world));
    expect(world.disk.token).toBe("sid-1.secret-1");
    expect(states.at(-1)).toMatchObject({ status: "migrated", legacy: "ended" });
    expect((await visit(world)).states).toEqual([{ status: "signed-in", session: "authgear" }]);
  });

  test("gives nothing back where a sign-out was heard", async () => {
    const world = createWorld();
    await visit(
      world,
      wiping(world, () => (world.disk.marker = { v: 1, epoch: 99 })),
    );
    expect(world.disk.token).toBeNull();
  });

  test("gives nothing back over another session", async () => {
    const world = createWorld();
    await visit(
      world,
      wiping(world, () => (world.disk.token = "sid-b.secret")),
    );
    expect(world.disk.token).toBe("sid-b.secret");
  });
});

describe("a legacy session that cannot be ended (R5)", () => {
  const failing = ({ legacy }: Ports): void => {
    legacy.revoke = async () => {
      throw new Error("offline");
    };
  };

  test("is kept in the browser, and ended by a later load", async () => {
    const world = createWorld();
    const { states } = await visit(world, failing);
    expect(states.at(-1)).toMatchObject({ status: "migrated", legacy: "ending" });
    expect([world.legacy.forgotten, world.journal.record?.phase]).toEqual([0, "revoke-pending"]);
    await visit(world);
    expect([world.legacy.revoked, world.legacy.forgotten]).toEqual([["legacy-a"], 1]);
  });

  test("is given up after ten loads, and no load after that tries again", async () => {
    const world = createWorld();
    for (let load = 0; load < REVOKE_LOADS; load++) {
      expect(world.disk.marker).not.toHaveProperty("done");
      await visit(world, failing);
    }
    expect(world.disk.marker).toMatchObject({ done: hashOf("legacy-a:1") });
    expect(world.disk.marker).not.toHaveProperty("open");
    world.far.log.length = 0;
    await visit(world, failing);
    expect(world.far.log).toEqual([]);
  });

  test("is asked for again with its credential where the server has not ended it yet", async () => {
    const world = createWorld();
    world.far.revocation = "server";
    world.far.script.confirm.push({ type: "answered", legacy: "pending" });
    await visit(world);
    expect([world.legacy.held, world.journal.record?.phase]).toEqual([
      { token: "legacy-a:1" },
      "revoke-pending",
    ]);
    await visit(world);
    expect(world.far.bodies.at(-1)).toMatchObject({
      confirmation: "confirmation-1",
      subject_token: "legacy-a:1",
    });
    expect([world.legacy.held, world.legacy.revoked]).toEqual([null, []]);
  });
});

describe("a legacy session that nobody is to end", () => {
  const both: [string, (world: World, ports: Ports) => void][] = [
    ["by the server's word", ({ far }) => void (far.revocation = "none")],
    ["because its provider has no way to", (_, { legacy }) => void Reflect.deleteProperty(legacy, "revoke")],
  ];
  test.for(both)(
    "%s is neither revoked nor forgotten, so that an app roll-back keeps working (P2)",
    async ([, set]) => {
      const world = createWorld();
      const { states } = await visit(world, (ports) => set(world, ports));
      expect(states.at(-1)).toMatchObject({ status: "migrated", legacy: "kept" });
      expect(world.legacy).toMatchObject({ held: { token: "legacy-a:1" }, revoked: [], forgotten: 0 });
      expect(world.disk.marker).toMatchObject({ kept: 1, done: hashOf("legacy-a:1") });
      world.far.log.length = 0;
      await visit(world);
      expect([world.far.log, world.legacy.forgotten]).toEqual([[], 0]);
    },
  );
});

describe("a legacy SDK that writes itself back (R4)", () => {
  test("is told to forget again, and nothing is exchanged or revoked", async () => {
    const world = createWorld();
    await visit(world);
    world.legacy.held = { token: "legacy-a:1" };
    world.far.log.length = 0;
    await visit(world);
    expect([world.far.log, world.legacy.held, world.legacy.revoked]).toEqual([[], null, ["legacy-a"]]);
  });
});

describe("moved is moved (R12)", () => {
  test("no token and done for the legacy session that is there: no-session, without asking", async () => {
    const world = createWorld();
    await visit(world);
    world.disk.token = null;
    world.legacy.held = { token: "legacy-a:1" };
    world.far.log.length = 0;
    const { states } = await visit(world);
    expect([states, world.far.log]).toEqual([[{ status: "no-session", session: "none" }], []]);
  });

  test("everything evicted after confirm: the user signs in anew, and nothing is revoked", async () => {
    const world = createWorld();
    world.far.revocation = "none";
    await visit(world);
    Object.assign(world.disk, { token: null, marker: { v: 1 } });
    world.journal.record = undefined;
    const { states } = await visit(world);
    expect(states).toEqual([{ status: "needs-user", session: "none", reason: "login" }]);
    expect(world.legacy.revoked).toEqual([]);
  });
});

describe("a legacy session beside a session that did not come from it (R11)", () => {
  async function beside(
    change?: (ports: Ports, world: World) => void,
  ): Promise<{ world: World; page: Page }> {
    const world = createWorld();
    world.far.live.set("sid-b", "sid-b.secret");
    world.disk.token = "sid-b.secret";
    const page = await visit(world, (ports) => change?.(ports, world));
    return { world, page };
  }

  test("is retired, revoked and forgotten, step by step, and never twice", async () => {
    const { world, page } = await beside();
    expect(page.states).toEqual([{ status: "signed-in", session: "authgear" }]);
    expect(world.far.log).toEqual(["userinfo", "accepts", "confirm", "signOut"]);
    expect(world.far.bodies).toEqual([
      { session_id: "sid-b", subject_token: "legacy-a:1" },
      { subject_token: "legacy-a:1", retire: 0 },
    ]);
    expect(world.far.rows.get("legacy-a")?.state).toBe("closed");
    expect([world.legacy.held, world.legacy.revoked, world.disk.token]).toEqual([
      null,
      ["legacy-a"],
      "sid-b.secret",
    ]);
    world.legacy.held = { token: "legacy-a:1" };
    world.far.log.length = 0;
    await visit(world);
    expect(world.far.log).toEqual([]);
  });

  test("is confirmed instead where it did come from it and only the journal was lost", async () => {
    const world = createWorld();
    await visit(world, (ports) => (ports.exchange.confirm = async () => LOST));
    world.journal.record = undefined;
    await visit(world);
    expect(world.far.rows.get("legacy-a")?.state).toBe("confirmed");
    expect(world.legacy.revoked).toEqual(["legacy-a"]);
    expect(world.far.live.size).toBe(1);
  });

  const not: [string, (ports: Ports, world: World) => void][] = [
    ["the proof is refused", ({ authgear }) => (authgear.accepts = async () => false)],
    ["the proof is not answered", ({ authgear }) => (authgear.userinfo = async () => undefined)],
    ["confirm is not answered", ({ exchange }) => (exchange.confirm = async () => LOST)],
    ["the retirement is not answered", ({ exchange }) => (exchange.signOut = async () => LOST)],
    [
      "the token changed while it was retired",
      ({ exchange }, { disk }) => {
        exchange.signOut = async () => {
          disk.token = "sid-c.secret";
          return { type: "answered", legacy: "client" };
        };
      },
    ],
    [
      "another legacy session is there by then",
      ({ exchange }, { legacy }) => {
        const { confirm } = exchange;
        exchange.confirm = async (body) => {
          legacy.held = { token: "legacy-b:1" };
          return confirm(body);
        };
      },
    ],
  ];
  test.for(not)("stays where %s", async ([, change]) => {
    const { world } = await beside(change);
    expect([world.legacy.revoked, world.legacy.forgotten]).toEqual([[], 0]);
    expect(world.disk.token).not.toBeNull();
  });
});
