import { describe, expect, test } from "vitest";
import type { Journal } from "../../src/migration/journal.js";
import type { Marker } from "../../src/migration/marker.js";
import type { Ports } from "../../src/migration/ports.js";
import { problemOf, replyOf } from "./events.js";
import { NOW } from "./facts.js";
import { createWorld, openPage, type Page, visit, type World } from "./fake-ports.js";

const LOST = { type: "lost", code: "network" } as const;

/** A page whose storage another hand changes at one moment of the run. */
async function changedAt(
  world: World,
  port: string,
  when: "before" | "after",
  change: () => void,
): Promise<Page> {
  world.interrupt = (moment) => {
    if (moment.port === port && moment.when === when) change();
  };
  const page = await visit(world);
  world.interrupt = () => {};
  return page;
}

describe("promise 2: The legacy session is revoked only after the Authgear session is written, read back, accepted by Authgear *from this browser*, and on disk.", () => {
  test("the order of what the far side sees, and ten seconds between proof and confirm (R7)", async () => {
    const world = createWorld();
    const page = openPage(world);
    void page.run.start();
    await world.clock.advance(9_999);
    expect(world.far.log).toEqual(["exchange", "userinfo", "accepts"]);
    expect([world.disk.token, world.legacy.revoked]).toEqual(["sid-1.secret-1", []]);
    await world.clock.advance(1);
    expect(world.far.log).toEqual(["exchange", "userinfo", "accepts", "confirm"]);
    expect(world.legacy.revoked).toEqual(["legacy-a"]);
  });

  const halves: [string, (ports: Ports) => void][] = [
    ["userinfo does not answer", (ports) => (ports.authgear.userinfo = async () => undefined)],
    ["userinfo names another user", (ports) => (ports.authgear.userinfo = async () => "user-b")],
    ["the refresh token is not accepted", (ports) => (ports.authgear.accepts = async () => false)],
    ["nobody says whether it is", (ports) => (ports.authgear.accepts = async () => undefined)],
    ["there is no access token", (ports) => (ports.authgear.accessToken = async () => undefined)],
    ["confirm is not answered", (ports) => (ports.exchange.confirm = async () => LOST)],
    ["confirm is refused", (ports) => (ports.exchange.confirm = async () => problemOf("signed-out"))],
  ];
  test.for(halves)("never where %s (R5)", async ([, half]) => {
    const world = createWorld();
    await visit(world, half);
    expect([world.legacy.revoked, world.legacy.forgotten]).toEqual([[], 0]);
  });

  test("a rotation starts the ten seconds again, and a reload does not shorten them (S7)", async () => {
    const world = createWorld();
    const page = openPage(world);
    void page.run.start();
    await world.clock.advance(8_000);
    world.disk.token = world.far.rotate("sid-1");
    void openPage(world).run.start();
    await world.clock.advance(9_999);
    expect(world.legacy.revoked).toEqual([]);
    await world.clock.advance(20_000);
    expect(world.legacy.revoked).toEqual(["legacy-a"]);
  });

  test("a token that was lost and written again is no older than that, whatever the journal knows (S7)", async () => {
    const world = createWorld();
    const noConfirm = (ports: Ports): void => void (ports.exchange.confirm = async () => LOST);
    await visit(world, noConfirm);
    Object.assign(world.disk, { token: null, marker: { v: 1 } });
    const second = openPage(world, (ports) => {
      const { read } = ports.journal;
      let memory: Journal | undefined;
      ports.journal = {
        read: async () => memory ?? (await read()),
        update: async (change) => (memory = change(memory ?? (await read()))),
      };
      noConfirm(ports);
    });
    void second.run.start();
    await world.clock.advance(5_000);
    expect(world.disk.token).toBe("sid-1.secret-1");
    second.run.leave();
    void openPage(world).run.start();
    await world.clock.advance(9_999);
    expect(world.far.log).not.toContain("confirm");
    await world.clock.advance(1);
    expect(world.far.log).toContain("confirm");
  });

  test.for([undefined, NOW + 3_600_000])("a tokenSince of %s counts for nothing (R7)", async (tokenSince) => {
    const world = createWorld();
    await visit(world, (ports) => (ports.exchange.confirm = async () => LOST));
    if (world.journal.record) Object.assign(world.journal.record, { tokenSince });
    const page = openPage(world);
    void page.run.start();
    await world.clock.advance(9_999);
    expect(world.legacy.revoked).toEqual([]);
    await world.clock.advance(1);
    expect(world.legacy.revoked).toEqual(["legacy-a"]);
  });
});

describe("promise 4: Signing out wins over every pending step, in every tab, and stays, as long as the server or this browser still knows of it.", () => {
  test.for(["hash", "journal.update"])("the epoch moves at every %s of the write (R3)", async (port) => {
    const world = createWorld();
    let moved = false;
    const page = await changedAt(world, port, "after", () => {
      if (moved || world.far.live.size === 0) return;
      moved = true;
      world.disk.marker = { ...world.disk.marker, epoch: 99 } satisfies Marker;
      world.disk.token = null;
    });
    expect(moved).toBe(true);
    page.run.look();
    await world.clock.advance(60_000);
    expect([world.disk.token, page.states.at(-1)?.session]).toEqual([null, "none"]);
    expect(world.writes).not.toContain("token +");
  });

  test("a tab that waits for its exchange stops at once when another tab signs out (O1)", async () => {
    const world = createWorld();
    const page = openPage(world, ({ exchange }) => (exchange.exchange = () => new Promise(() => {})));
    void page.run.start();
    await world.clock.advance(100);
    void openPage(world).signOut();
    page.run.look();
    await world.clock.advance(0);
    expect(page.states).toEqual([{ status: "no-session", session: "none" }]);
  });

  test("a token that was written in the very moment of a sign-out is taken back, and its session ended (R3)", async () => {
    const world = createWorld();
    const page = await visit(world, ({ storage }) => {
      const { setToken } = storage;
      storage.setToken = (token) => {
        setToken(token);
        world.disk.marker = { ...world.disk.marker, epoch: 99 };
      };
    });
    expect([world.disk.token, world.far.live.size]).toEqual([null, 0]);
    expect(page.states).toEqual([{ status: "no-session", session: "none" }]);
  });
});

describe("promise 5: A session that Authgear already holds is never overwritten; another user's session is never touched.", () => {
  test("a key that is present when the reply comes stays, and the reply is dropped (R3)", async () => {
    const world = createWorld();
    const page = await changedAt(world, "exchange", "after", () => {
      world.far.live.set("sid-b", "sid-b.secret");
      world.disk.token = "sid-b.secret";
    });
    expect([world.disk.token, page.states]).toEqual([
      "sid-b.secret",
      [{ status: "signed-in", session: "authgear" }],
    ]);
    expect(world.writes).not.toContain("token +");
  });

  test("another session that stands there after the write stays, and ours is ended (R3)", async () => {
    const world = createWorld();
    world.far.live.set("sid-b", "sid-b.secret");
    const page = await visit(world, (ports) => {
      ports.storage.setToken = () => void (world.disk.token = "sid-b.secret");
    });
    expect([world.disk.token, [...world.far.live.keys()]]).toEqual(["sid-b.secret", ["sid-b"]]);
    expect(page.states).toEqual([{ status: "signed-in", session: "authgear" }]);
  });

  test("the same session under another string, rotated by another tab, is used as it is (R3)", async () => {
    const world = createWorld();
    const page = await visit(world, (ports) => {
      ports.storage.setToken = () => void (world.disk.token = world.far.rotate("sid-1"));
    });
    expect(world.far.live.get("sid-1")).toBe(world.disk.token);
    expect(page.states).toEqual([{ status: "signed-in", session: "authgear" }]);
  });

  test("a refused session is taken out only if exactly that string still stands there (R6)", async () => {
    const world = createWorld();
    world.far.script.exchange.push({ type: "reply", reply: replyOf() });
    let stored: string | null = null;
    await changedAt(world, "authgear.accepts", "after", () => {
      stored = world.disk.token = "sid-1.rotated";
    });
    expect(world.disk.token).toBe(stored);
  });

  test("the next user's legacy session is not revoked by the migration of the one before", async () => {
    const world = createWorld();
    await changedAt(world, "confirm", "before", () => {
      world.legacy.held = { token: "legacy-b:1" };
    });
    expect([world.legacy.revoked, world.legacy.held]).toEqual([[], { token: "legacy-b:1" }]);
  });
});
