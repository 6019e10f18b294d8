import { describe, expect, test } from "vitest";
import type { Marker } from "../../src/migration/marker.js";
import type { Ports } from "../../src/migration/ports.js";
import { answered, problemOf, replyOf } from "./events.js";
import { journalOf, NOW } from "./facts.js";
import { createWorld, openPage, type Page, visit, type World } from "./fake-ports.js";

const LOST = { type: "lost", code: "network" } as const;

/** Everything that a log, an event, a journal or another tab could show. */
function observable(world: World, ...pages: Page[]): string {
  const seen = pages.map(({ states, transitions }) => [states, transitions]);
  return JSON.stringify([seen, world.journal.record, world.disk.marker]);
}

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

describe("promise 1: A fault of ours never leaves a user less signed in than before the page loaded", () => {
  const faults: [string, (world: World, ports: Ports) => void][] = [
    ["the exchange answers nothing", ({ far }) => far.script.exchange.push(LOST)],
    ["the exchange refuses", ({ far }) => far.script.exchange.push(problemOf("user-not-found"))],
    [
      "the exchange names a type of a later version",
      ({ far }) => far.script.exchange.push(problemOf("rate-limited")),
    ],
    ["nothing can be written (S1)", ({ disk }) => void (disk.full = true)],
    [
      "Authgear refuses the session",
      ({ far }) => far.script.exchange.push({ type: "reply", reply: replyOf() }),
    ],
    ["confirm answers nothing", ({ far }) => far.script.confirm.push(LOST)],
    [
      "the provider never answers (D1)",
      (_, ports) => Object.assign(ports.legacy, { read: async () => new Promise(() => {}) }),
    ],
    [
      "the provider throws",
      (_, ports) => Object.assign(ports.legacy, { read: () => Promise.reject(new Error("no")) }),
    ],
    [
      "the SDK cannot be loaded",
      (_, ports) => Object.assign(ports.authgear, { load: () => Promise.reject(new Error("no")) }),
    ],
    [
      "the container cannot be configured",
      (_, ports) => Object.assign(ports.authgear, { accessToken: () => Promise.reject(new Error("no")) }),
    ],
    [
      "the legacy session cannot be revoked (R5)",
      (_, ports) => Object.assign(ports.legacy, { revoke: () => Promise.reject(new Error("no")) }),
    ],
  ];
  test.for(faults)("%s", async ([, fault]) => {
    const world = createWorld();
    const { states } = await visit(world, (ports) => fault(world, ports));
    const good = world.disk.token !== null && world.far.live.has(world.disk.token.split(".")[0] ?? "");
    expect(good || world.legacy.held !== null).toBe(true);
    expect(states.at(-1)?.session).toMatch(/^(authgear|legacy|unknown)$/);
    expect(states.at(-1)?.session === "authgear").toBe(good);
  });
});

describe("promise 2: The legacy session is revoked only after the Authgear session is written, read back, accepted by Authgear from this browser, and on disk", () => {
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

describe("promise 3: One legacy session gives at most one live Authgear session that anybody holds", () => {
  test("over a lost reply, a reload, a refreshed credential and a lost journal", async () => {
    const world = createWorld();
    await visit(world, (ports) => {
      const { exchange } = ports.exchange;
      ports.exchange.exchange = async (...args) => (await exchange(...args), LOST);
    });
    world.legacy.held = { token: "legacy-a:2" };
    await visit(world, (ports) => (ports.storage.setToken = () => {}));
    expect([world.far.live.size, world.far.keys.size]).toEqual([1, 1]);
    world.journal.record = undefined;
    await visit(world);
    expect([world.far.live.size, world.far.keys.size]).toEqual([1, 3]);
    expect(world.disk.token).toBe([...world.far.live.values()][0]);
  });

  test("the key is in the journal before it is sent, and changes only after key-lost (R2, R4)", async () => {
    const world = createWorld();
    world.journal.record = journalOf({ key: "key-of-before", phase: "exchanging" });
    const sent: [string | undefined, string, number | undefined][] = [];
    world.far.script.exchange.push(problemOf("in-progress"), problemOf("key-lost", { attempt: 2 }), LOST);
    await visit(world, (ports) => {
      const { exchange } = ports.exchange;
      ports.exchange.exchange = async (body, key, signal) => {
        sent.push([world.journal.record?.key, key, body.replaces]);
        return exchange(body, key, signal);
      };
    });
    const [first, second, third] = sent;
    expect([first, second]).toEqual([
      ["key-of-before", "key-of-before", undefined],
      ["key-of-before", "key-of-before", undefined],
    ]);
    expect(third?.[2]).toBe(2);
    expect(third?.[0]).toBe(third?.[1]);
    expect(third?.[1]).not.toBe("key-of-before");
  });
});

describe("promise 4: Signing out wins over every pending step, in every tab, and stays", () => {
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

describe("promise 5: A session that Authgear already holds is never overwritten; another user's session is never touched", () => {
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

describe("promise 6: The run always settles inside its time budget and never rejects or throws", () => {
  const ports = [
    "journal.read",
    "legacy.read",
    "lock",
    "authgear.load",
    "journal.update",
    "exchange",
    "authgear.adopt",
  ];
  test.for(ports)("%s never answers", async (port) => {
    const world = createWorld();
    world.interrupt = (moment) => (moment.port === port ? new Promise<void>(() => {}) : undefined);
    const page = openPage(world);
    void page.run.start();
    await world.clock.advance(3_000);
    page.run.budget();
    expect(page.states).toHaveLength(1);
  });

  test("a listener that calls everything changes nothing of that (L9)", async () => {
    const world = createWorld();
    const page = openPage(world, () => {});
    const { push } = page.states;
    page.states.push = (...states) => {
      page.run.budget();
      page.run.look();
      void page.run.start();
      void page.run.retry();
      return push.apply(page.states, states);
    };
    void page.run.start();
    await world.clock.advance(60_000);
    expect(page.states.map(({ status }) => status)).toContain("migrated");
    expect(world.far.live.size).toBe(1);
  });
});

describe("promise 7: No token of either provider in a URL, log, error, event, channel or journal", () => {
  test("over a migration, a refusal and a sign-out", async () => {
    const world = createWorld();
    const refused = createWorld();
    refused.far.script.exchange.push(problemOf("user-not-found"));
    const pages = [await visit(world), await visit(refused)];
    for (const page of pages) void page.signOut();
    await world.clock.advance(60_000);
    const seen = observable(world, ...pages) + observable(refused);
    for (const secret of ["secret-1", "access:", "legacy-a"]) expect(seen).not.toContain(secret);
  });
});

describe("promise 8: A page with nothing to migrate pays almost nothing", () => {
  test("nobody anywhere: no request; after the migration: no request", async () => {
    const world = createWorld();
    world.legacy.held = null;
    await visit(world);
    expect([world.far.log, world.writes, world.journal.record]).toEqual([[], [], undefined]);
  });

  test("a provider whose hint says nobody is not asked", async () => {
    const world = createWorld();
    await visit(world, ({ legacy }) => void (legacy.hint = () => false));
    expect([world.legacy.reads, world.far.log]).toEqual([0, []]);
  });
});

describe("promise 9: A migrating page waits for one round trip: the exchange", () => {
  test("proof, confirm and revoke have not been asked when it settles", async () => {
    const world = createWorld();
    const page = openPage(world);
    let asked: string[] = [];
    page.states.push = (...states) => {
      asked = asked.length > 0 ? asked : [...world.far.log];
      return states.length;
    };
    void page.run.start();
    await world.clock.advance(60_000);
    expect(asked).toEqual(["exchange"]);
    expect(world.far.script.confirm).toEqual([]);
    expect(answered("client")).toMatchObject({ legacy: "client" });
  });
});
