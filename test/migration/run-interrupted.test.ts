import { describe, expect, test } from "vitest";
import type { Marker } from "../../src/migration/marker.js";
import type { MigrationOutcome } from "../../src/migration/state.js";
import { createWorld, type Moment, openPage, type Page, visit, type World } from "./fake-ports.js";

interface Scene {
  world: World;
  page: Page;
  /** What the interruption started. */
  done: unknown[];
}

const forever = new Promise<never>(() => {});

/** How often a whole migration waits for a port, which is how many places there are to interrupt it. */
async function places(prepare: (world: World) => void): Promise<Moment[]> {
  const world = createWorld();
  prepare(world);
  const moments: Moment[] = [];
  world.interrupt = (moment) => void moments.push(moment);
  await visit(world);
  return moments;
}

/** Runs a migration and does something at one of those places. */
async function interrupted(
  prepare: (world: World) => void,
  at: number,
  act: (scene: Scene) => Promise<void> | void,
): Promise<Scene> {
  const world = createWorld();
  prepare(world);
  const scene: Scene = { world, page: openPage(world), done: [] };
  world.interrupt = ({ number }) => (number === at ? act(scene) : undefined);
  void scene.page.run.start();
  await world.clock.advance(60_000);
  world.interrupt = () => {};
  return scene;
}

/** Who the user is for the app, whichever session says so. */
function isSignedIn(state: MigrationOutcome | undefined): boolean {
  return state?.session === "authgear" || state?.session === "legacy";
}

/** At least one of the two sessions is there and good. */
function hasSession({ disk, far, legacy }: World): boolean {
  const authgear = disk.token !== null && [...far.live.values()].includes(disk.token);
  return authgear || (!!legacy.held && legacy.revoked.length === 0);
}

const kinds: [name: string, prepare: (world: World) => void][] = [
  ["verified by the server", () => {}],
  ["proven by the browser", (world) => void (world.far.verified = false)],
  ["revoked by the server", (world) => void (world.far.revocation = "server")],
];

describe.for(kinds)("a migration %s", ([, prepare]) => {
  test("whose page dies at any moment is finished by later loads: same session, one key (X1, L5)", async () => {
    for (const { number, port, when } of await places(prepare)) {
      const { world } = await interrupted(prepare, number, () => forever);
      const name = `${number} ${when} ${port}`;
      world.queue.length = 0;
      expect([name, hasSession(world)]).toEqual([name, true]);
      let last: Page | undefined;
      for (let load = 0; load < 3; load++) last = await visit(world);
      expect([name, world.far.keys.size, world.far.live.size]).toEqual([name, 1, 1]);
      expect([name, last?.states.at(-1)?.session]).toEqual([name, "authgear"]);
      expect([name, world.disk.token]).toEqual([name, [...world.far.live.values()][0]]);
    }
  });

  test("whose every answer is lost at any moment is finished by later loads (X2)", async () => {
    for (const { number, port, when } of await places(prepare)) {
      const { world, page } = await interrupted(prepare, number, ({ world: { far } }) => {
        far.offline = true;
      });
      const name = `${number} ${when} ${port}`;
      expect([name, hasSession(world), isSignedIn(page.states.at(-1))]).toEqual([name, true, true]);
      world.far.offline = false;
      let last: Page | undefined;
      for (let load = 0; load < 3; load++) last = await visit(world);
      expect([name, world.far.keys.size, world.far.live.size]).toEqual([name, 1, 1]);
      expect([name, last?.states.at(-1)?.session]).toEqual([name, "authgear"]);
    }
  });

  test("whose budget ends at any moment settles then, and writes no token after it", async () => {
    for (const { number, port, when } of await places(prepare)) {
      let settled = false;
      let written: string[] = [];
      let token: string | null = null;
      const { world, page } = await interrupted(prepare, number, (scene) => {
        settled = scene.page.states.length > 0;
        written = scene.world.writes.filter((what) => what.startsWith("token"));
        token = scene.world.disk.token;
        scene.page.run.budget();
      });
      const name = `${number} ${when} ${port}`;
      expect([name, page.states.length > 0]).toEqual([name, true]);
      // What was decided already is told at once, and goes on.
      if (settled || page.states[0]?.status === "migrated") continue;
      expect([name, page.states]).toEqual([name, [expect.anything()]]);
      expect([name, world.writes.filter((what) => what.startsWith("token"))]).toEqual([name, written]);
      expect([name, world.disk.token]).toEqual([name, token]);
      expect([name, world.legacy.revoked]).toEqual([name, []]);
      const last = await visit(world);
      expect([name, world.far.keys.size, world.far.live.size]).toEqual([name, 1, 1]);
      expect([name, last.states.at(-1)?.session]).toEqual([name, "authgear"]);
    }
  });

  test("that is signed out at any moment stays signed out (O1, O2)", async () => {
    for (const { number, port, when } of await places(prepare)) {
      const { world, page } = await interrupted(prepare, number, (scene) => {
        scene.done.push(scene.page.signOut());
      });
      const name = `${number} ${when} ${port}`;
      expect([name, world.disk.token, page.states.at(-1)?.session]).toEqual([name, null, "none"]);
      expect([name, world.far.live.size]).toEqual([name, 0]);
      const last = await visit(world);
      expect([name, world.disk.token, last.states]).toEqual([
        name,
        null,
        [{ status: "no-session", session: "none" }],
      ]);
      world.legacy.held = { token: "legacy-a:refreshed" };
      const again = await visit(world);
      expect([name, world.disk.token, again.states.at(-1)?.session]).toEqual([name, null, "none"]);
    }
  });

  test("that another tab signs out at any moment writes nothing after it (promise 4, T9)", async () => {
    for (const { number, port, when } of await places(prepare)) {
      const { world, page } = await interrupted(prepare, number, (scene) => {
        const other = openPage(scene.world);
        void other.run.start();
        scene.done.push(other.signOut());
      });
      const name = `${number} ${when} ${port}`;
      page.run.look();
      await world.clock.advance(60_000);
      expect([name, world.disk.token, page.states.at(-1)?.session]).toEqual([name, null, "none"]);
      const last = await visit(world);
      expect([name, world.disk.token, last.states.at(-1)?.session]).toEqual([name, null, "none"]);
      expect([name, world.far.live.size]).toEqual([name, 0]);
    }
  });

  test("beside which another user signs in at any moment leaves that session alone (D8)", async () => {
    for (const { number, port, when } of await places(prepare)) {
      let told = 0;
      const { world, page } = await interrupted(prepare, number, (scene) => {
        scene.world.far.live.set("sid-b", "sid-b.secret");
        scene.world.disk.token = "sid-b.secret";
        told = scene.page.states.length;
      });
      const name = `${number} ${when} ${port}`;
      expect([name, world.disk.token]).toEqual([name, "sid-b.secret"]);
      expect([name, page.states.slice(told)]).not.toEqual([
        name,
        expect.arrayContaining([expect.objectContaining({ status: "migrated" })]),
      ]);
      expect([name, page.states.at(-1)?.session]).toEqual([name, "authgear"]);
    }
  });

  test("whose storage is wiped at any moment leaves a session behind (S8)", async () => {
    for (const { number, port, when } of await places(prepare)) {
      const { world } = await interrupted(prepare, number, ({ world: { disk, journal, far } }) => {
        if (far.rows.get("legacy-a")?.state === "confirmed") return;
        disk.token = null;
        disk.marker = { v: 1 } satisfies Marker;
        journal.record = undefined;
      });
      const name = `${number} ${when} ${port}`;
      expect([name, hasSession(world)]).toEqual([name, true]);
    }
  });

  test("whose storage is wiped at any moment confirms and revokes nothing after it (promise 2, S8)", async () => {
    for (const { number, port, when } of await places(prepare)) {
      if (when === "before" && /confirm|revoke/.test(port)) continue;
      const givenUp = ({ far, legacy }: World): unknown => [
        far.log.filter((request) => request === "confirm").length,
        legacy.revoked,
      ];
      let before: unknown;
      const { world } = await interrupted(prepare, number, ({ world: all, page }) => {
        // Before it settles the page migrates anew.
        if (all.disk.token === null || page.states.length === 0) return;
        all.disk.token = null;
        all.journal.record = undefined;
        before = structuredClone(givenUp(all));
      });
      const after = before && givenUp(world);
      expect([number, when, port, after]).toEqual([number, when, port, before]);
    }
  });

  test("that stands still while another tab migrates tells nobody that they are signed out (L4)", async () => {
    for (const { number, port, when } of await places(prepare)) {
      let told = 0;
      const { page } = await interrupted(
        prepare,
        number,
        ({ world: { disk, far, legacy }, page: { states } }) => {
          if (disk.token !== null) return;
          far.live.set("sid-b", "sid-b.secret");
          disk.token = "sid-b.secret";
          legacy.held = null;
          told = states.length;
        },
      );
      const sessions = page.states.slice(told).map(({ session }) => session);
      expect([number, when, port, sessions]).not.toEqual([
        number,
        when,
        port,
        expect.arrayContaining(["none"]),
      ]);
    }
  });
});
