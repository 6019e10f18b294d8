import { describe, expect, test } from "vitest";
import type { Marker } from "../../src/migration/marker.js";
import { stoneOf, journalOf } from "./facts.js";
import { createWorld, hashOf, openPage, visit, type World } from "./fake-ports.js";

const NOBODY = { status: "no-session", session: "none" };

/** Signs out on a page that has been open for a minute. */
async function signedOut(world: World): Promise<{ out: unknown }> {
  const page = await visit(world);
  const out = page.signOut();
  await world.clock.advance(60_000);
  return { out: await out };
}

describe("signing out (R9)", () => {
  test("is local first, also where nothing can be reached: nobody is signed in, all is pending (O4)", async () => {
    const world = createWorld();
    const page = await visit(world);
    world.far.offline = true;
    const out = page.signOut();
    expect([world.disk.token, world.disk.marker.tombstone?.length]).toEqual([null, 1]);
    await world.clock.advance(60_000);
    expect(await out).toEqual({ legacy: "pending", authgear: "pending" });
    expect(page.states.at(-1)).toEqual(NOBODY);
  });

  test("offline is delivered by the confirmation on the next load, when the legacy session is gone too", async () => {
    const world = createWorld();
    const page = await visit(world);
    world.far.offline = true;
    void page.signOut();
    await world.clock.advance(60_000);
    world.far.offline = false;
    world.far.bodies.length = 0;
    const next = await visit(world);
    expect(next.states).toEqual([NOBODY]);
    expect(world.far.bodies).toEqual([{ migration_id: "migration-1", confirmation: "confirmation-1" }]);
    expect([world.far.rows.get("legacy-a")?.state, world.far.live.size]).toEqual(["closed", 0]);
    expect(world.disk.marker.tombstone).toMatchObject([{ sid: "sid-1" }]);
    expect(world.disk.marker.tombstone?.[0]).not.toHaveProperty("pending");
    world.far.log.length = 0;
    await visit(world);
    expect(world.far.log).toEqual([]);
  });

  test("before anything was exchanged closes a row by the legacy credential, then ends the legacy session", async () => {
    const world = createWorld();
    world.far.script.exchange.push({ type: "lost", code: "network" });
    const { out } = await signedOut(world);
    expect(out).toEqual({ legacy: "ended", authgear: "ended" });
    expect(world.far.rows.get("legacy-a")?.state).toBe("closed");
    expect(world.legacy).toMatchObject({ held: null, revoked: ["legacy-a"] });
  });

  test("leaves the legacy session in use until the server knows, because its credential authenticates the retry", async () => {
    const world = createWorld();
    world.far.script.exchange.push({ type: "lost", code: "network" });
    world.far.script.signOut.push({ type: "lost", code: "network" });
    const { out } = await signedOut(world);
    expect(out).toEqual({ legacy: "pending", authgear: "pending" });
    expect(world.legacy).toMatchObject({ held: { token: "legacy-a:1" }, revoked: [] });
    await visit(world);
    expect(world.far.rows.get("legacy-a")?.state).toBe("closed");
    expect(world.legacy).toMatchObject({ held: null, revoked: ["legacy-a"] });
  });

  test("delivered later says when it was, so that a later sign-in is left alone", async () => {
    const world = createWorld();
    world.far.script.exchange.push({ type: "lost", code: "network" });
    world.far.script.signOut.push({ type: "lost", code: "network" });
    await signedOut(world);
    const [stone] = world.disk.marker.tombstone ?? [];
    world.far.bodies.length = 0;
    await visit(world);
    expect(world.far.bodies).toEqual([{ subject_token: "legacy-a:1", before: stone?.at }]);
  });

  test("is delivered beside the session of another user, whose legacy session is not touched (O5)", async () => {
    const world = createWorld();
    const page = await visit(world);
    world.far.offline = true;
    void page.signOut();
    await world.clock.advance(60_000);
    world.far.offline = false;
    world.far.live.set("sid-b", "sid-b.secret");
    world.disk.token = "sid-b.secret";
    world.legacy.held = { token: "legacy-b:1" };
    world.far.bodies.length = 0;
    const next = await visit(world);
    expect(next.states).toEqual([{ status: "signed-in", session: "authgear" }]);
    expect(world.far.bodies).toEqual([{ migration_id: "migration-1", confirmation: "confirmation-1" }]);
    expect(world.far.rows.get("legacy-a")?.state).toBe("closed");
    expect([world.disk.token, world.legacy.held]).toEqual(["sid-b.secret", { token: "legacy-b:1" }]);
    expect(world.legacy.revoked).toEqual(["legacy-a"]);
  });

  test("during the next user's exchange closes that user's row, whatever an earlier migration left", async () => {
    const world = createWorld();
    await visit(world);
    Object.assign(world.disk, { token: null, marker: { v: 1 } satisfies Marker });
    world.legacy.held = { token: "legacy-b:1" };
    const page = openPage(world);
    let out: unknown;
    world.interrupt = ({ port, when }) => {
      if (port === "exchange" && when === "after") out ??= page.signOut();
    };
    void page.run.start();
    await world.clock.advance(60_000);
    expect(await out).toEqual({ legacy: "ended", authgear: "ended" });
    expect(world.far.rows.get("legacy-b")?.state).toBe("closed");
    expect(world.far.rows.get("legacy-a")?.state).toBe("confirmed");
  });

  test("of a session that was never migrated, offline, is told as pending", async () => {
    const world = createWorld();
    world.legacy.held = null;
    world.far.live.set("sid-b", "sid-b.secret");
    world.disk.token = "sid-b.secret";
    const page = await visit(world);
    world.far.offline = true;
    const out = page.signOut();
    await world.clock.advance(60_000);
    expect(await out).toMatchObject({ authgear: "pending" });
  });
});

describe("a tombstone (R8)", () => {
  test("outlives a wipe of localStorage in the journal, is delivered, and then lets the next user in", async () => {
    const world = createWorld();
    const page = await visit(world);
    world.far.offline = true;
    void page.signOut();
    await world.clock.advance(60_000);
    world.far.offline = false;
    world.disk.marker = { v: 1 };
    expect((await visit(world)).states).toEqual([NOBODY]);
    expect(world.far.rows.get("legacy-a")?.state).toBe("closed");
    world.legacy.held = { token: "legacy-b:1" };
    expect((await visit(world)).states.at(-1)).toMatchObject({ status: "migrated" });
  });

  test("that is pending is never overwritten by another", async () => {
    const world = createWorld();
    world.disk.marker = { v: 1, epoch: 7, tombstone: [stoneOf({ pending: 1 })] };
    world.far.offline = true;
    const page = openPage(world);
    void page.signOut();
    await world.clock.advance(60_000);
    expect(world.disk.marker.tombstone).toHaveLength(2);
    expect(world.journal.record?.tombstone).toHaveLength(2);
  });

  test("is not written where a token vanished by itself", async () => {
    const world = createWorld();
    await visit(world);
    world.disk.token = null;
    world.legacy.held = { token: "legacy-a:1" };
    await visit(world);
    expect(world.disk.marker.tombstone).toBeUndefined();
  });

  test("removes a token that its sign-out should have taken, and only that one (R1)", async () => {
    const world = createWorld();
    world.journal.record = journalOf({ sid: "sid-x" });
    world.disk.marker = {
      v: 1,
      epoch: 7,
      tombstone: [stoneOf({ sid: "sid-1", legacyRef: hashOf("legacy-a:1") })],
    };
    world.disk.token = "sid-1.secret";
    expect((await visit(world)).states).toEqual([NOBODY]);
    expect(world.disk.token).toBeNull();
    world.disk.token = "sid-2.secret";
    expect((await visit(world)).states).toEqual([{ status: "signed-in", session: "authgear" }]);
    expect(world.disk.token).toBe("sid-2.secret");
  });
});
