import { HttpResponse } from "msw";
import { expect, test } from "vitest";
import { authgearEndpoints } from "../../src/authgear/endpoints.js";
import { send } from "../../src/browser/http.js";
import { createTestProject, PUBLIC_ORIGIN, type TestProject } from "../testing/authgear/test-emulator.js";
import { fetchOf, type Instead, pathsOf } from "./sdk-page.js";

type Endpoints = ReturnType<typeof authgearEndpoints>;

const endpointsOf = (project: TestProject, instead?: Instead): Endpoints =>
  authgearEndpoints(
    PUBLIC_ORIGIN,
    (url, request) => send(url, { ...request, fetch: fetchOf(project, instead) }),
    1_000,
  );

interface SignedIn extends Endpoints {
  emulator: TestProject["emulator"];
  userID: string;
  accessToken: string;
  refreshToken: string;
  /** Paths that were asked for since then. */
  asked(): string[];
}

async function signedIn(instead?: Instead): Promise<SignedIn> {
  const project = await createTestProject();
  const { emulator } = project;
  const { id: userID } = emulator.addUser({ email: "user@example.com", verified: true });
  const session = await project.createSession(userID);
  const before = pathsOf(project).length;
  const asked = (): string[] => pathsOf(project).slice(before);
  return { emulator, ...endpointsOf(project, instead), ...session, userID, asked };
}

test("a live session: its user, accepted, nothing rotated, one request each", async () => {
  const it = await signedIn();
  expect(await it.userinfo(it.accessToken)).toBe(it.userID);
  expect(await it.accepts(it.refreshToken)).toBe(true);
  expect(await it.accepts(it.refreshToken)).toBe(true);
  expect(it.asked()).toEqual(["/oauth2/userinfo", "/oauth2/app_session_token", "/oauth2/app_session_token"]);
});

test("a session that was ended is refused by Authgear's own word", async () => {
  const it = await signedIn();
  it.emulator.revokeAllSessions(it.userID);
  expect([await it.accepts(it.refreshToken), await it.userinfo(it.accessToken)]).toEqual([false, undefined]);
});

test("the session of a disabled user is refused", async () => {
  const it = await signedIn();
  it.emulator.disableUser(it.userID);
  expect(await it.accepts(it.refreshToken)).toBe(false);
});

test("a guest is no user: no legacy session ends for one", async () => {
  const guest = { sub: "guest", "https://authgear.com/claims/user/is_anonymous": true };
  const { userinfo } = await signedIn(() => HttpResponse.json(guest));
  expect(await userinfo("access")).toBeUndefined();
});

test("revoking ends the session, and can be said twice", async () => {
  const it = await signedIn();
  expect(await it.revoke(it.refreshToken)).toBe(true);
  expect(it.emulator.sessions()).toEqual([]);
  expect(await it.revoke(it.refreshToken)).toBe(true);
  expect(await it.accepts(it.refreshToken)).toBe(false);
});

const page = (status: number, type = "text/html"): Response =>
  new HttpResponse("<p>Forbidden</p>", { status, headers: { "content-type": type } });

// A proxy on the way is no word of Authgear's (X12): nothing is concluded from it.
test.for<[string, Response | (() => Response)]>([
  ["an HTML 401", page(401)],
  ["an HTML 403", page(403)],
  ["a 403 of somebody else", HttpResponse.json({ message: "Forbidden" }, { status: 403 })],
  [
    "a 403 for another reason",
    HttpResponse.json({ error: { name: "Forbidden", reason: "Blocked" } }, { status: 403 }),
  ],
  [
    "InvalidGrant with another status",
    HttpResponse.json({ error: { reason: "InvalidGrant" } }, { status: 400 }),
  ],
  ["InvalidGrant with 200", HttpResponse.json({ error: { reason: "InvalidGrant" } })],
  ["429", HttpResponse.json({ error: { name: "TooManyRequest", reason: "RateLimited" } }, { status: 429 })],
  ["500", HttpResponse.json({ error: { reason: "UnexpectedError" } }, { status: 500 })],
  ["a gateway's page", page(502)],
  ["a login page with 200", page(200)],
  ["an empty object", HttpResponse.json({})],
  ["null", HttpResponse.json(null)],
  ["a list", HttpResponse.json([])],
  ["a sub that is no text", HttpResponse.json({ sub: 5 })],
  ["nothing", new HttpResponse(null, { status: 204 })],
  [
    "no connection",
    () => {
      throw new TypeError("Failed to fetch");
    },
  ],
])("%s proves nothing and refuses nothing", async ([, answer]) => {
  const make = (): Response => (typeof answer === "function" ? answer() : answer.clone());
  const { userinfo, accepts } = await signedIn(make);
  expect([await userinfo("access"), await accepts("sid.refresh")]).toEqual([undefined, undefined]);
});

test.for([400, 401, 429, 500, 502])("a revocation that is answered %i is not done", async (status) => {
  const { revoke } = await signedIn(() => page(status));
  expect(await revoke("sid.refresh")).toBe(false);
});

test("no token stands in an address, and a refresh token never in a header", async () => {
  const seen: string[] = [];
  const { userinfo, accepts, revoke, accessToken, refreshToken } = await signedIn((request) => {
    seen.push(request.url, JSON.stringify([...request.headers]));
    return undefined;
  });
  await userinfo(accessToken);
  await accepts(refreshToken);
  await revoke(refreshToken);
  const text = seen.join("\n");
  expect(text).not.toContain(refreshToken);
  expect(text.split(accessToken)).toHaveLength(2);
  expect(seen.filter((part) => part.startsWith("http")).join()).not.toContain(accessToken);
});
