import { describe, expect, test } from "vitest";
import type { Ports } from "../../src/migration/ports.js";
import { problemOf, replyOf } from "./events.js";
import { journalOf } from "./facts.js";
import { createWorld, openPage, type Page, visit, type World } from "./fake-ports.js";

const LOST = { type: "lost", code: "network" } as const;

/** Everything that a log, an event, a journal or another tab could show. */
function observable(world: World, ...pages: Page[]): string {
  const seen = pages.map(({ states, transitions }) => [states, transitions]);
  return JSON.stringify([seen, world.journal.record, world.disk.marker]);
}

describe("promise 1: A fault of ours never leaves a user less signed in than before the page loaded (per browser origin).", () => {
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

describe("promise 3: One legacy session gives at most one live Authgear session that anybody holds; one left over by a crash is revoked at the next touch or sweep.", () => {
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
    const lost = problemOf("key-lost", { attempt: 2 });
    world.far.script.exchange.push(problemOf("in-progress"), lost, problemOf("in-progress"), LOST);
    await visit(world, (ports) => {
      const { exchange } = ports.exchange;
      ports.exchange.exchange = async (body, key, signal) => {
        sent.push([world.journal.record?.key, key, body.replaces]);
        return exchange(body, key, signal);
      };
    });
    const [first, second, third, fourth] = sent;
    expect([first, second]).toEqual([
      ["key-of-before", "key-of-before", undefined],
      ["key-of-before", "key-of-before", undefined],
    ]);
    expect(third?.[2]).toBe(2);
    expect(third?.[0]).toBe(third?.[1]);
    expect(third?.[1]).not.toBe("key-of-before");
    expect(fourth).toEqual(third);
  });
});

describe("promise 6: The run always settles inside its time budget and never rejects or throws; only a wrong option throws, at once.", () => {
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
      void page.run.start();
      return push.apply(page.states, states);
    };
    void page.run.start();
    await world.clock.advance(60_000);
    expect(page.states.map(({ status }) => status)).toContain("migrated");
    expect(world.far.live.size).toBe(1);
  });
});

describe("promise 7: No token of either provider in a URL, log, error, event, channel or journal.", () => {
  test("over a migration, a refusal and a sign-out", async () => {
    const world = createWorld();
    const refused = createWorld();
    let journals = "";
    world.interrupt = () => void (journals += JSON.stringify(world.journal.record ?? {}));
    refused.far.script.exchange.push(problemOf("user-not-found"));
    const pages = [await visit(world), await visit(refused)];
    for (const page of pages) void page.signOut();
    await world.clock.advance(60_000);
    const seen = observable(world, ...pages) + observable(refused) + journals;
    for (const secret of ["secret-1", "access:", "legacy-a"]) expect(seen).not.toContain(secret);
  });
});

describe("promise 8: A page with nothing to migrate pays almost nothing: no request, no IndexedDB, no legacy SDK, two kilobytes.", () => {
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

describe("promise 9: A migrating page waits for one round trip: the exchange. Everything after it happens behind the running app.", () => {
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
  });
});
