import { decodeProtectedHeader } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { sign, signingKey } from "../verify/token-factory.js";
import { ENDPOINT } from "../authgear-admin/admin-project.js";
import { resolverWorld } from "./resolver-under-test.js";

const { world, ask, make, purposes, signIn } = await resolverWorld();
const START = world.clock.now;

beforeEach(() => {
  world.clock.now = START;
  world.emulator.clearFaults();
  world.calls();
});

describe("an opaque access token", () => {
  it("is asked about once in thirty seconds, by however many at once", async () => {
    const person = await world.addUser();
    const { accessToken, sessionID } = await signIn(person, "spa");
    const resolve = make();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(accessToken, resolve)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ session: "authgear", userID: person.sub })]),
    );
    world.emulator.revokeSession(sessionID);
    world.clock.now += 29_999;
    expect(await ask(accessToken, resolve)).toMatchObject({ userID: person.sub });
    expect(world.calls()).toEqual(["/oauth2/userinfo"]);
    world.clock.now += 1;
    expect(await ask(accessToken, resolve)).toMatchObject({ problem: "invalid-token", status: 401 });
    expect(world.calls()).toEqual(["/oauth2/userinfo"]);
  });

  it("that is refused is asked about again after ten seconds", async () => {
    const resolve = make();
    const token = "a".repeat(32);
    await ask(token, resolve);
    world.clock.now += 9_999;
    await ask(token, resolve);
    expect(world.calls()).toHaveLength(1);
    world.clock.now += 1;
    await ask(token, resolve);
    expect(world.calls()).toHaveLength(1);
  });

  it("is asked about again after the clock was set back", async () => {
    const { accessToken } = await signIn(await world.addUser(), "spa");
    const resolve = make();
    await ask(accessToken, resolve);
    world.clock.now -= 3_600_000;
    await ask(accessToken, resolve);
    expect(world.calls()).toHaveLength(2);
  });

  it("of the legacy provider that looks like Authgear's goes on to the verifiers", async () => {
    const person = await world.addUser();
    const answer = world.answers.get(world.token(person));
    const token = "L".repeat(32);
    if (answer) world.answers.set(token, answer);
    expect(await ask(token)).toMatchObject({ session: "legacy", userID: person.sub });
  });

  it("is never shown to the legacy provider while it is good, nor a legacy token to Authgear", async () => {
    const person = await world.addUser();
    purposes.length = 0;
    await ask((await signIn(person, "spa")).accessToken);
    await ask((await signIn(person, "jwt")).accessToken);
    expect(purposes).toEqual([]);
    world.calls();
    await ask(world.token(person));
    expect(world.calls()).toEqual([]);
  });

  it("of a third party that may read all of userinfo does not speak for the user", async () => {
    const { accessToken } = await signIn(await world.addUser(), "third");
    const Authorization = `Bearer ${accessToken}`;
    const asked = new Request(`${ENDPOINT}/oauth2/userinfo`, { headers: { Authorization } });
    expect(await (await world.emulator.fetch(asked)).json()).toHaveProperty([
      "https://authgear.com/claims/user/identities",
    ]);
    expect(await ask(accessToken)).toMatchObject({ problem: "invalid-token", status: 401 });
  });

  it("without full access, such as a third party's, does not speak for the user", async () => {
    world.emulator.fault({
      on: "/oauth2/userinfo",
      kind: "answer",
      response: () => Response.json({ sub: "user-1" }),
    });
    expect(await ask("b".repeat(32))).toEqual({
      problem: "invalid-token",
      status: 401,
      why: "no-full-access",
    });
  });

  it.each<[string, Parameters<typeof world.emulator.fault>[0], string]>([
    ["a bad gateway", { on: "/oauth2/userinfo", kind: "bad-gateway" }, "userinfo-502"],
    ["a lost connection", { on: "/oauth2/userinfo", kind: "drop-before" }, "userinfo-network"],
    [
      "a 401 of somebody on the way",
      { on: "/oauth2/userinfo", kind: "answer", response: () => new Response("<html>", { status: 401 }) },
      "userinfo-401",
    ],
    [
      "a redirect",
      {
        on: "/oauth2/userinfo",
        kind: "answer",
        response: () => new Response(null, { status: 307, headers: { Location: "https://evil.example" } }),
      },
      "userinfo-307",
    ],
  ])("is not nobody's because of %s, and is asked about again at once", async (_, fault, why) => {
    const person = await world.addUser();
    const { accessToken } = await signIn(person, "spa");
    const resolve = make();
    world.emulator.fault(fault);
    expect(await ask(accessToken, resolve)).toEqual({
      problem: "upstream-unavailable",
      status: 503,
      retryAfter: 30,
      why,
    });
    expect(await ask(accessToken, resolve)).toMatchObject({ userID: person.sub });
  });

  it("is not looked at where all clients get JWTs", async () => {
    const { accessToken } = await signIn(await world.addUser(), "spa");
    const authgear = { endpoint: ENDPOINT, clientIDs: ["jwt"], opaqueTokens: false };
    expect(await ask(accessToken, make({ authgear }))).toMatchObject({ problem: "invalid-token" });
    expect(world.calls()).toEqual([]);
  });
});

describe("a JWT access token", () => {
  it("is judged by keys that are fetched once", async () => {
    const person = await world.addUser();
    const { accessToken } = await signIn(person, "jwt");
    const resolve = make();
    for (let n = 0; n < 3; n++) {
      expect(await ask(accessToken, resolve)).toEqual({ session: "authgear", userID: person.sub });
    }
    expect(world.calls()).toEqual(["/oauth2/jwks"]);
  });

  it("of another client is refused (Z2)", async () => {
    const { accessToken } = await signIn(await world.addUser(), "jwt");
    const authgear = { endpoint: ENDPOINT, clientIDs: "spa" };
    expect(await ask(accessToken, make({ authgear }))).toEqual({
      problem: "invalid-token",
      status: 401,
      why: "client",
    });
  });

  it("that has expired is expired-token", async () => {
    const { accessToken } = await signIn(await world.addUser(), "jwt");
    world.clock.now += 1_860_000;
    expect(await ask(accessToken)).toMatchObject({ problem: "expired-token", status: 401 });
  });

  it("is good until it expires, however old", async () => {
    const { accessToken } = await signIn(await world.addUser(), "jwt");
    world.clock.now += 1_799_000;
    expect(await ask(accessToken)).toMatchObject({ session: "authgear" });
  });

  it("is not nobody's while the keys cannot be fetched (V7)", async () => {
    const { accessToken } = await signIn(await world.addUser(), "jwt");
    world.emulator.fault({ on: "/oauth2/jwks", kind: "bad-gateway", times: Infinity });
    expect(await ask(accessToken)).toMatchObject({ problem: "upstream-unavailable", status: 503 });
  });

  it("is no ID token (Z2)", async () => {
    const { sub } = await world.addUser();
    const { idToken } = await world.emulator.signIn({ userID: sub, clientID: "jwt" });
    expect(await ask(idToken)).toMatchObject({ problem: "invalid-token" });
  });

  it("is signed by Authgear (Z2)", async () => {
    const { accessToken } = await signIn(await world.addUser(), "jwt");
    const forged = await signingKey(String(decodeProtectedHeader(accessToken).kid));
    const iat = Math.floor(START / 1000);
    const claims = { iss: ENDPOINT, aud: [ENDPOINT], sub: "user-1", client_id: "jwt", iat, exp: iat + 600 };
    expect(await ask(await sign(forged, claims))).toMatchObject({
      problem: "invalid-token",
      why: "signature",
    });
  });
});

describe("a wrong option", () => {
  it.each<[string, Record<string, unknown>]>([
    ["authgear.endpoint", { authgear: { endpoint: "http://project.example", clientIDs: "spa" } }],
    ["authgear.clientIDs", { authgear: { endpoint: ENDPOINT, clientIDs: [] } }],
    ["authgear.opaqueTokens", { authgear: { endpoint: ENDPOINT, clientIDs: "spa", opaqueTokens: "no" } }],
    ["verifiers", { verifiers: [] }],
    ["ledger", { ledger: undefined }],
    ["secret", { secret: "canary" }],
    ["mapUserID", { mapUserID: "sub" }],
    ["movedGraceSeconds", { movedGraceSeconds: -1 }],
  ])("%s throws a TypeError that names it and no secret: %j", (name, change) => {
    expect(() => make(change)).toThrow(TypeError);
    expect(() => make(change)).toThrow(`"${name}" `);
    expect(() => make(change)).not.toThrow(/canary/);
  });

  it("two verifiers of one name, whose rows would be one, throw", () => {
    const verifier = { name: "same", claims: () => true, verify: () => Promise.reject(new Error("unused")) };
    expect(() => make({ verifiers: [verifier, { ...verifier }] })).toThrow(/^"verifiers" is "same"/);
  });
});
