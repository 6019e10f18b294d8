import { expect, test } from "vitest";
import { stoneOf } from "./facts.js";
import { createWorld, hashOf, openPage, visit } from "./fake-ports.js";

test("the journal names the session before the token is written, and the marker goes first (R3, S9)", async () => {
  const world = createWorld();
  let journal: unknown;
  await visit(world, ({ storage }) => {
    const { setToken } = storage;
    storage.setToken = (token) => {
      journal ??= structuredClone(world.journal.record);
      setToken(token);
    };
  });
  expect(journal).toMatchObject({
    phase: "installing",
    sid: "sid-1",
    legacyRef: hashOf("legacy-a:1"),
    confirmation: "confirmation-1",
  });
  expect(world.writes.slice(0, 2)).toEqual(["marker", "token +"]);
});

test("a write that is refused leaves the key for the next load (S1, R2)", async () => {
  const world = createWorld();
  world.disk.full = true;
  const { states } = await visit(world);
  expect(states).toMatchObject([
    { status: "kept", session: "legacy", error: { code: "storage-unavailable" } },
  ]);
  expect(world.journal.record?.phase).toBe("exchanging");
  world.disk.full = false;
  await visit(world);
  expect([world.far.keys.size, world.far.live.size]).toEqual([1, 1]);
});

test("a budget that ends beside a token that was signed out does not call it signed in", () => {
  const world = createWorld();
  world.disk.token = "sid-1.secret";
  world.disk.marker = { v: 1, epoch: 7, tombstone: [stoneOf({ pending: 1 })] };
  const page = openPage(world);
  void page.run.start();
  page.run.budget();
  expect(page.states).toMatchObject([{ status: "kept", session: "unknown" }]);
});

test("a journal that takes its time does not shorten the ten seconds of the token (R7, S7)", async () => {
  const world = createWorld();
  const times: number[] = [];
  await visit(world, ({ journal, storage, exchange }) => {
    const { update } = journal;
    journal.update = async (change) => {
      if (world.disk.token === null) await world.clock.wait(300);
      return update(change);
    };
    const { setToken } = storage;
    storage.setToken = (token) => (times.push(world.clock.now()), setToken(token));
    const { confirm } = exchange;
    exchange.confirm = async (body) => (times.push(world.clock.now()), confirm(body));
  });
  const [written = 0, confirmed = 0] = times;
  expect(times).toHaveLength(2);
  expect(confirmed - written).toBeGreaterThanOrEqual(10_000);
});

test("a page that dies before its journal knows of the write leaves the ten seconds to begin later (R7, S7)", async () => {
  const world = createWorld();
  let since: unknown = "not asked";
  await visit(world, ({ storage }) => {
    const { setToken } = storage;
    storage.setToken = (token) => {
      since = world.journal.record?.tokenSince;
      setToken(token);
    };
  });
  expect(since).toBeUndefined();
});
