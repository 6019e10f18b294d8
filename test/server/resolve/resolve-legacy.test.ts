import { describe, expect, it } from "vitest";
import type { Ledger } from "../../../src/server/ledger/ledger.js";
import { ISSUER, VERIFIER } from "../handler-under-test.js";
import { confirm, exchange, sessionID, signOut, ticket } from "../requests.js";
import { resolverWorld } from "./resolver-under-test.js";

const { world, ask, make, purposes, signIn } = await resolverWorld();
const { handler, database } = world;

describe("a legacy session", () => {
  it("has the Authgear user id before, during and after its migration (P3)", async () => {
    const person = await world.addUser();
    const token = world.token(person);
    const legacy = { name: VERIFIER, issuer: ISSUER, subject: person.subject };
    const session = { session: "legacy", userID: person.sub, legacy };
    expect(await ask(token)).toEqual({ ...session, moved: false });
    const answer = await exchange(handler, token);
    expect(await ask(token)).toEqual({ ...session, moved: false });
    const { accessToken } = await signIn(person, "spa");
    expect(await ask(accessToken)).toEqual({ session: "authgear", userID: person.sub });
    await confirm(handler, ticket(answer));
    expect(await ask(token)).toEqual({ ...session, moved: true });
  });

  it("is over once it was signed out, confirmed or not (O1)", async () => {
    const person = await world.addUser();
    const [confirmed, issued, untouched] = [world.token(person), world.token(person), world.token(person)];
    const answer = await exchange(handler, confirmed);
    await confirm(handler, ticket(answer));
    await signOut(handler, ticket(answer));
    await signOut(handler, ticket(await exchange(handler, issued)));
    await signOut(handler, { subject_token: untouched });
    for (const token of [confirmed, issued, untouched]) {
      expect(await ask(token)).toEqual({ problem: "signed-out", status: 401 });
    }
    expect(await ask(world.token(person))).toMatchObject({ session: "legacy" });
  });

  it("is over once an administrator ended the session that came of it (O3)", async () => {
    const token = world.token(await world.addUser());
    const answer = await exchange(handler, token);
    world.emulator.revokeSession(sessionID(answer));
    await exchange(handler, token);
    expect(await ask(token)).toMatchObject({ problem: "signed-out" });
  });

  it("is not touched by what happened at a client that this API does not serve", async () => {
    const token = world.token(await world.addUser());
    await signOut(handler, { client_id: "jwt", subject_token: token });
    expect(await ask(token)).toMatchObject({ problem: "signed-out" });
    const authgear = { endpoint: "https://project.authgear.example", clientIDs: "spa" };
    expect(await ask(token, make({ authgear }))).toMatchObject({ session: "legacy" });
  });

  it("that moved may be served for a while only, so that a stolen one is worth little (R6)", async () => {
    const token = world.token(await world.addUser());
    await confirm(handler, ticket(await exchange(handler, token)));
    const resolve = make({ movedGraceSeconds: 60 });
    const aged = (seconds: number): Promise<unknown> =>
      database.pool.query(
        `UPDATE session_migration SET confirmed_at = now() - interval '${seconds} s' WHERE confirmed_at IS NOT NULL`,
      );
    await aged(30);
    expect(await ask(token, resolve)).toMatchObject({ session: "legacy", moved: true });
    await aged(90);
    expect(await ask(token, resolve)).toEqual({ problem: "already-migrated", status: 401 });
    expect(await ask(token)).toMatchObject({ session: "legacy", moved: true });
  });

  it("that began before the user's barrier is over", async () => {
    const person = await world.addUser();
    const seconds = Math.floor(world.clock.now / 1000);
    await database.pool.query(
      "UPDATE legacy_account SET not_before = to_timestamp($1) WHERE authgear_sub = $2",
      [seconds, person.sub],
    );
    const login = { problem: "interaction-required", status: 401, why: "barrier" };
    expect(await ask(world.token(person, { authTime: seconds - 1 }))).toEqual(login);
    expect(await ask(world.token(person, { authTime: seconds }))).toMatchObject({ userID: person.sub });
  });

  it("is asked about as an API request, and may be a cookie", async () => {
    const person = await world.addUser();
    const token = world.token(person);
    purposes.length = 0;
    const resolve = make();
    expect(await resolve({ headers: new Headers({ Cookie: `legacy=${token}` }) })).toMatchObject({
      userID: person.sub,
    });
    expect(purposes).toEqual(["resolve"]);
    expect(await resolve({ headers: new Headers({ Cookie: "theme=dark" }) })).toBeNull();
  });

  it("writes nothing", async () => {
    const before = await world.rows();
    await ask(world.token(await world.addUser()));
    expect(await world.rows()).toEqual(before);
  });
});

describe("a legacy user whom nobody has recorded", () => {
  const stranger = { subject: "legacy|stranger", sub: "" };

  it("is told by the legacy side's name", async () => {
    expect(await ask(world.token(stranger))).toEqual({
      session: "legacy",
      userID: null,
      legacy: { name: VERIFIER, issuer: ISSUER, subject: "legacy|stranger" },
      moved: false,
    });
  });

  it("may be told by the app's own table", async () => {
    const mapUserID = async ({ subject }: { subject: string }): Promise<string> => `sub of ${subject}`;
    const resolve = make({ mapUserID });
    expect(await ask(world.token(stranger), resolve)).toMatchObject({ userID: "sub of legacy|stranger" });
    const person = await world.addUser();
    expect(await ask(world.token(person), resolve)).toMatchObject({ userID: person.sub });
  });

  it.each<[string, () => unknown]>([
    ["rejects", () => Promise.reject(new Error("canary"))],
    [
      "throws",
      () => {
        throw new Error("canary");
      },
    ],
    ["answers nothing", () => undefined],
    ["answers an empty text", () => ""],
  ])("is unknown for now where that table %s", async (_, answer) => {
    const resolve = make({ mapUserID: answer as () => string });
    expect(await ask(world.token(stranger), resolve)).toEqual({
      problem: "upstream-unavailable",
      status: 503,
      retryAfter: 30,
      why: "map-user-id",
    });
  });
});

describe("a legacy session that cannot be judged is never nobody's", () => {
  it("while the ledger is down", async () => {
    const token = world.token(await world.addUser());
    const down = { ...world.ledger, standing: () => Promise.reject(new Error("canary")) } as Ledger;
    expect(await ask(token, make({ ledger: down }))).toEqual({
      problem: "upstream-unavailable",
      status: 503,
      retryAfter: 30,
      why: "ledger",
    });
  });

  it.each([
    ["upstream-unavailable", 503, 7],
    ["rate-limited", 429, 2],
    ["expired-token", 401, undefined],
    ["invalid-token", 401, undefined],
  ] as const)("where the verifier says %s", async (problem, status, retryAfter) => {
    world.answers.set("bad", { ok: false, problem, why: "word", ...(retryAfter ? { retryAfter } : {}) });
    expect(await ask("bad")).toEqual({ problem, status, why: "word", ...(retryAfter ? { retryAfter } : {}) });
  });

  it("where a verifier breaks its promise", async () => {
    const broken = { name: "broken", claims: () => true, verify: () => Promise.reject(new Error("canary")) };
    expect(await ask("token", make({ verifiers: broken }))).toMatchObject({ status: 503, why: "verifier" });
    const claims = (): never => {
      throw new Error("canary");
    };
    expect(await ask("token", make({ verifiers: { ...broken, claims } }))).toMatchObject({ status: 503 });
  });
});

it("a token that no verifier claims is invalid-token", async () => {
  const picky = { name: "picky", claims: () => false, verify: () => Promise.reject(new Error("not asked")) };
  expect(await ask("nobodys", make({ verifiers: picky }))).toEqual({
    problem: "invalid-token",
    status: 401,
    why: "no-verifier",
  });
});

it("of several verifiers the first that claims the token answers", async () => {
  const person = await world.addUser();
  const verifier = (name: string, prefix: string): Parameters<typeof make>[0] & object => ({
    verifiers: {
      name,
      claims: (credential) => "token" in credential && credential.token.startsWith(prefix),
      verify: async () => ({ ok: false, problem: "invalid-token", why: name }),
    },
  });
  const list = [verifier("one", "a"), verifier("two", "ab"), verifier("three", "b")].flatMap(
    ({ verifiers = [] }) => verifiers,
  );
  const resolve = make({ verifiers: list });
  expect(await ask("abc", resolve)).toMatchObject({ why: "one" });
  expect(await ask("bcd", resolve)).toMatchObject({ why: "three" });
  expect(await ask(world.token(person), resolve)).toMatchObject({ why: "no-verifier" });
});
