import { describe, expect, test } from "vitest";
import type { Phase } from "../../src/migration/journal.js";
import { replyOf } from "./events.js";
import { createWorld, openPage, type Page, visit, type World } from "./fake-ports.js";

/** A world whose exchange hands out a session that Authgear does not know. */
function withDeadSession(expires_in = 1_800): World {
  const world = createWorld();
  world.far.script.exchange.push({ type: "reply", reply: replyOf({}, { expires_in }) });
  return world;
}

describe("a session that Authgear refuses (R6)", () => {
  test("is taken out, the legacy session is in use again, and the next load asks with the same key", async () => {
    const world = withDeadSession();
    const { states } = await visit(world);
    expect(states).toMatchObject([
      { status: "migrated", legacy: "ending" },
      { status: "kept", session: "legacy", reason: "try-later", error: { code: "session-refused" } },
    ]);
    expect([world.disk.token, world.journal.record?.phase]).toEqual([null, "refused"]);
    await visit(world);
    expect([world.far.keys.size, world.far.live.size]).toEqual([1, 1]);
  });

  const kept: [string, (world: World, page: Page) => void][] = [
    ["the legacy session is gone", ({ legacy }) => void (legacy.held = null)],
    ["the provider cannot tell", ({ legacy }) => void (legacy.held = undefined)],
    ["the stored string is another by now", ({ disk }) => void (disk.token = "sid-1.rotated")],
    [
      "confirm was sent already",
      ({ journal }) => void Object.assign(journal.record ?? {}, { phase: "confirming" satisfies Phase }),
    ],
    ["the access token is past its life", ({ clock }) => clock.set(clock.now() + 1_800_001)],
    ["the lock is not granted", ({ queue }) => void queue.unshift(Symbol("another tab"))],
  ];
  test.for(kept)("stays where %s", async ([, change]) => {
    const world = withDeadSession();
    const page = openPage(world);
    world.interrupt = ({ port, when }) => {
      if (port === "authgear.accepts" && when === "after") change(world, page);
    };
    void page.run.start();
    await world.clock.advance(60_000);
    expect(world.disk.token).toMatch(/^sid-1\./);
    expect(page.states).toHaveLength(1);
  });

  test("stays where the page was told signed-in while it was looked at: a page does not flip", async () => {
    const world = createWorld();
    world.far.script.exchange.push({ type: "reply", reply: replyOf({}, { verified: false }) });
    const page = openPage(world);
    world.interrupt = ({ port, when }) => {
      const takingOut = page.transitions.at(-1)?.[2] === "taking-out";
      if (takingOut && port === "legacy.read" && when === "before") page.run.budget();
    };
    void page.run.start();
    await world.clock.advance(60_000);
    expect(page.states).toEqual([{ status: "signed-in", session: "authgear" }]);
    expect(world.disk.token).toBe("sid-1.secret");
    expect(world.queue).toEqual([]);
  });
});

describe("a session that cannot be proven", () => {
  test("stays, and so does the legacy session; the next load proves it", async () => {
    const world = createWorld();
    world.interrupt = ({ port }) => {
      if (port === "authgear.adopt") world.far.offline = true;
    };
    await visit(world);
    world.interrupt = () => {};
    expect([world.disk.token, world.legacy.revoked]).toEqual(["sid-1.secret-1", []]);
    world.far.offline = false;
    await visit(world);
    expect(world.legacy.revoked).toEqual(["legacy-a"]);
  });

  test("gives way to another that stands there by now, also before anything was told (D8)", async () => {
    const world = createWorld();
    world.far.verified = false;
    world.far.live.set("sid-b", "sid-b.secret");
    world.interrupt = ({ port, when }) => {
      if (port === "authgear.accessToken" && when === "before") world.disk.token = "sid-b.secret";
    };
    const { states } = await visit(world);
    expect([states, world.disk.token]).toEqual([
      [{ status: "signed-in", session: "authgear" }],
      "sid-b.secret",
    ]);
  });
});
