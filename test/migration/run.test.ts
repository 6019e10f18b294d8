import { describe, expect, test } from "vitest";
import { createWorld, openPage, visit } from "./fake-ports.js";

describe("createRun", () => {
  test("a whole migration, transition by transition", async () => {
    const world = createWorld();
    const { states, transitions } = await visit(world);
    expect(transitions.map((each) => each.join(" "))).toEqual([
      "idle start load",
      "load storage reading",
      "reading legacy waiting-lock",
      "waiting-lock granted load",
      "load storage reading",
      "reading legacy exchanging",
      "exchanging reply installing",
      "installing wrote installed",
      "installed proven aging",
      "aging aged confirming",
      "confirming answered revoking",
      "revoking granted revoking",
      "revoking storage revoking",
      "revoking legacy revoke-sent",
      "revoke-sent revoked idle",
    ]);
    expect(states.map((state) => ("legacy" in state ? state.legacy : state.status))).toEqual([
      "ending",
      "ended",
    ]);
    expect(world.far.log).toEqual(["exchange", "userinfo", "accepts", "confirm"]);
    expect(world.legacy).toMatchObject({ held: null, revoked: ["legacy-a"], forgotten: 1 });
    expect(world.disk.marker).toMatchObject({ v: 1 });
    expect(world.disk.marker).not.toHaveProperty("open");
  });

  test("the next load has nothing to do", async () => {
    const world = createWorld();
    await visit(world);
    world.far.log.length = 0;
    const { states } = await visit(world);
    expect([states, world.far.log]).toEqual([[{ status: "signed-in", session: "authgear" }], []]);
  });

  test("a second start while a run is under way changes nothing", async () => {
    const world = createWorld();
    const page = openPage(world);
    void page.run.start();
    void page.run.start();
    void page.run.start();
    await world.clock.advance(60_000);
    expect(world.far.log.filter((name) => name === "exchange")).toHaveLength(1);
  });

  test("two tabs at once: one exchange, one session (T1)", async () => {
    const world = createWorld();
    const tabs = [openPage(world), openPage(world), openPage(world)];
    for (const { run } of tabs) void run.start();
    await world.clock.advance(60_000);
    expect(world.far.log.filter((name) => name === "exchange")).toHaveLength(1);
    expect([world.far.live.size, world.far.keys.size]).toEqual([1, 1]);
    for (const { states } of tabs) expect(states.at(-1)).toMatchObject({ session: "authgear" });
  });
});

describe("look", () => {
  test("a sign-out of another tab ends a run that still waits for its answer, at once (O1)", async () => {
    const world = createWorld();
    const here = openPage(world, ({ exchange }) => {
      exchange.exchange = () => new Promise(() => {});
    });
    void here.run.start();
    await world.clock.advance(100);
    expect(here.states).toEqual([]);
    void openPage(world).signOut();
    await world.clock.advance(0);
    here.run.look();
    await world.clock.advance(0);
    expect(here.states).toEqual([{ status: "no-session", session: "none" }]);
  });

  test("a sign-out of another tab ends what this one shows, once (O1, O6)", async () => {
    const world = createWorld();
    const [here, there] = [await visit(world), await visit(world)];
    await there.signOut();
    here.run.look();
    await world.clock.advance(0);
    expect(here.states.at(-1)).toEqual({ status: "no-session", session: "none" });
    const told = here.states.length;
    here.run.look();
    await world.clock.advance(0);
    expect(here.states).toHaveLength(told);
  });

  test("a sign-out and the next sign-in, seen as one change, end signed in (T7)", async () => {
    const world = createWorld();
    const [here, there] = [await visit(world), await visit(world)];
    await there.signOut();
    world.far.live.set("sid-new", "sid-new.secret");
    world.disk.token = "sid-new.secret";
    here.run.look();
    await world.clock.advance(0);
    expect(here.states.at(-1)).toEqual({ status: "signed-in", session: "authgear" });
    expect(here.ports.shown.sid).toBe("sid-new");
  });

  test("a sign-out and the next user's migration, seen as one change: this tab ends what that one left (T7)", async () => {
    const world = createWorld();
    const [here, there] = [await visit(world), await visit(world)];
    void there.signOut();
    await world.clock.advance(60_000);
    world.legacy.held = { token: "legacy-b:1" };
    const next = openPage(world);
    void next.run.start();
    await world.clock.advance(1_000);
    next.run.leave();
    expect([next.states.at(-1)?.status, world.legacy.revoked]).toEqual(["migrated", ["legacy-a"]]);
    here.run.look();
    await world.clock.advance(60_000);
    expect(world.legacy.revoked).toEqual(["legacy-a", "legacy-b"]);
  });

  test("a session of another tab is shown once the container has an access token of it (T6)", async () => {
    const world = createWorld();
    const asked: [string | undefined, number][] = [];
    const here = openPage(world, ({ authgear, shown }) => {
      const { accessToken } = authgear;
      authgear.accessToken = () => (asked.push([shown.sid, here.states.length]), accessToken());
    });
    world.legacy.held = null;
    void here.run.start();
    await world.clock.advance(0);
    world.far.live.set("sid-new", "sid-new.secret");
    world.disk.token = "sid-new.secret";
    here.run.look();
    await world.clock.advance(0);
    expect(here.states.map(({ session }) => session)).toEqual(["none", "authgear"]);
    expect(asked[0]).toEqual(["sid-new", 1]);
  });

  test("a sign-in after a sign-out that was seen is seen too (T6)", async () => {
    const world = createWorld();
    const [here, there] = [await visit(world), await visit(world)];
    await there.signOut();
    here.run.look();
    await world.clock.advance(0);
    world.far.live.set("sid-new", "sid-new.secret");
    world.disk.token = "sid-new.secret";
    here.run.look();
    await world.clock.advance(0);
    expect(here.states.at(-1)).toEqual({ status: "signed-in", session: "authgear" });
  });
});
