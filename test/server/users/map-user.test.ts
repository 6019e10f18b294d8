import { beforeEach, expect, test, vi } from "vitest";
import type { MapUser } from "../../../src/server/users/map-user.js";
import { createWorld } from "../handler-under-test.js";
import { oneSession } from "../one-session.js";
import { exchange, sessionID } from "../requests.js";

const world = await createWorld();
const it = oneSession(world);
const under = (mapUser: unknown) => world.instance({ mapUser: mapUser as MapUser });

/** A legacy user whom nobody has recorded. */
let stranger = { subject: "", sub: "" };
beforeEach(() => {
  const { id } = world.emulator.addUser({ username: `u${crypto.randomUUID()}` });
  stranger = { subject: `stranger|${id}`, sub: id };
  world.calls();
});
const lastWhy = () => world.logs.at(-1)?.why;

test("an app's own function names the user by id, with one Admin query, and is told who asks", async () => {
  const mapUser = vi.fn<MapUser>(() => stranger.sub);
  const answer = await exchange(under(mapUser), world.token(stranger));
  expect(answer.body["user"]).toEqual({ sub: stranger.sub });
  expect(world.calls()).toEqual(["node", "createSession", "/oauth2/userinfo"]);
  const told = { issuer: "https://legacy.example", subject: stranger.subject };
  expect(mapUser).toHaveBeenCalledExactlyOnceWith(expect.objectContaining(told), expect.anything());
});

test("or answers the user that it has looked up itself, with no further query", async () => {
  const mapUser: MapUser = (_, { authgear, sessions }) => authgear.userByID(stranger.sub, { sessions });
  expect((await exchange(under(mapUser), world.token(stranger))).status).toBe(200);
  expect(world.calls()).toEqual(["node", "createSession", "/oauth2/userinfo"]);
});

test("what it says is recorded: nobody else is given that user, and it cannot change its mind (Z4)", async () => {
  expect(
    (
      await exchange(
        under(async () => stranger.sub),
        world.token(stranger),
      )
    ).status,
  ).toBe(200);
  const thief = { subject: `${stranger.subject}-thief`, sub: "" };
  expect(
    (
      await exchange(
        under(() => stranger.sub),
        world.token(thief),
      )
    ).problem,
  ).toBe("account-mismatch");
  const other = under(() => it.person.sub);
  expect((await exchange(other, world.token(stranger))).problem).toBe("account-mismatch");
  expect(world.live(it.person)).toEqual([]);
  expect(world.live(stranger)).toHaveLength(1);
});

test("a user who was imported stays that user, whatever the function says (Z4)", async () => {
  expect(
    (
      await exchange(
        under(() => stranger.sub),
        it.token,
      )
    ).problem,
  ).toBe("account-mismatch");
  expect(world.live(stranger)).toEqual([]);
});

test("a user that it names is judged like any other, and not recorded before", async () => {
  world.emulator.disableUser(stranger.sub);
  const mapUser = (): string => stranger.sub;
  expect((await exchange(under(mapUser), world.token(stranger))).problem).toBe("user-unusable");
  const text = "SELECT FROM legacy_account WHERE authgear_sub = $1";
  expect((await world.database.pool.query(text, [stranger.sub])).rows).toEqual([]);
});

test("a re-issue asks for the sessions that the function did not ask for", async () => {
  const handler = under(() => it.person.sub);
  const first = await exchange(handler, it.token);
  const second = await exchange(handler, it.token, { replaces: 1 });
  expect(second.status).toBe(200);
  expect(world.live(it.person)).toEqual([sessionID(second)]);
  expect(sessionID(first)).not.toBe(sessionID(second));
});

test.each<[string, unknown, string]>([
  ["null", null, "user-not-found"],
  ["nothing", undefined, "user-not-found"],
  ["an id that nobody has", crypto.randomUUID(), "user-not-found"],
  ["an address instead of an id", "user@example.com", "user-not-found"],
  ["a refusal", { refuse: "not-eligible" }, "not-eligible"],
  ["the app's own word", { refuse: "interaction-required", reason: "terms" }, "interaction-required"],
])("%s: no session", async (_, answer, problem) => {
  const received = await exchange(
    under(() => answer),
    world.token(stranger),
  );
  expect(received.problem).toBe(problem);
  expect(world.calls()).not.toContain("createSession");
});

test.each<[string, unknown]>([
  ["a number", 42],
  ["an empty id", ""],
  ["an id without end", "x".repeat(300)],
  ["a boolean", true],
  ["an object of its own", { sub: "x" }],
  ["half a user", { id: "x", isDisabled: "no", customAttributes: {} }],
  ["a refusal that does not exist", { refuse: "no" }],
  ["a refusal for what a mapper cannot know", { refuse: "signed-out" }],
  ["a refusal without end", { refuse: "not-eligible", retryAfter: Number.NaN }],
])("%s is no answer: 503, later again", async (_, answer) => {
  const received = await exchange(
    under(() => answer),
    world.token(stranger),
  );
  expect([received.status, received.problem, received.body["retry_after"]]).toEqual([
    503,
    "upstream-unavailable",
    30,
  ]);
  expect(lastWhy()).toBe("map-user-answer");
  expect(world.calls()).toEqual([]);
});

test.each<[string, () => unknown]>([
  [
    "throws",
    () => {
      throw new Error("canary of the database");
    },
  ],
  ["rejects", () => Promise.reject(new Error("canary of the database"))],
])("one that %s is 503, and nothing of its error is told", async (_, mapUser) => {
  const received = await exchange(under(mapUser), world.token(stranger));
  expect(received.problem).toBe("upstream-unavailable");
  expect(lastWhy()).toBe("map-user");
  expect(JSON.stringify([received.body, world.logs])).not.toContain("canary");
});

test("one that never answers is left after ten seconds, inside the lease", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    let asked = (): void => undefined;
    const reached = new Promise<void>((resolve) => (asked = resolve));
    const mapUser = (): Promise<never> => {
      asked();
      return new Promise(() => undefined);
    };
    const token = world.token(stranger);
    const late = exchange(under(mapUser), token);
    await reached;
    vi.advanceTimersByTime(10_000);
    expect((await late).problem).toBe("upstream-unavailable");
    expect(lastWhy()).toBe("map-user-timeout");
    expect(await world.row(token)).toMatchObject({ state: "reserved", authgear_sub: null });
  } finally {
    vi.useRealTimers();
  }
});
