import { createHash } from "node:crypto";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { APP_ORIGIN, at, createTestProject, PUBLIC_ORIGIN, readJSON } from "../test-emulator.js";
import type { TestProject } from "../test-emulator.js";

const VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636-000";
const REDIRECT_URI = `${APP_ORIGIN}/callback`;
const SCOPE = "openid offline_access https://authgear.com/scopes/full-access";

function authorizeURL(overrides: Record<string, string> = {}): string {
  const parameters = new URLSearchParams({
    response_type: "code",
    client_id: "spa",
    redirect_uri: REDIRECT_URI,
    scope: SCOPE,
    state: "some state",
    code_challenge_method: "S256",
    code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
    ...overrides,
  });
  return `${PUBLIC_ORIGIN}/oauth2/authorize?${parameters}`;
}

function signIn({ emulator }: TestProject, loginID: string, password: string): Promise<Response> {
  const body = new URLSearchParams({ login_id: loginID, password });
  return emulator.fetch(new Request(authorizeURL(), { method: "POST", body }));
}

async function codeOf(response: Response): Promise<string> {
  const location = new URL(response.headers.get("location") ?? "");
  expect(location.searchParams.get("state")).toBe("some state");
  return location.searchParams.get("code") ?? "";
}

const redeem = (code: string, overrides: Record<string, string> = {}): Record<string, string> => ({
  grant_type: "authorization_code",
  client_id: "spa",
  redirect_uri: REDIRECT_URI,
  code_verifier: VERIFIER,
  code,
  ...overrides,
});

test("a known user signs in through the form, and the code gives a session once", async () => {
  const project = await createTestProject();
  const { id } = project.emulator.addUser({ email: "user@example.com", password: "right" });
  expect(
    await (await project.emulator.fetch(new Request(authorizeURL({ login_hint: 'a"b' })))).text(),
  ).toContain('value="a&#34;b"');
  expect((await signIn(project, "user@example.com", "wrong")).status).toBe(200);
  expect((await signIn(project, "nobody@example.com", "right")).status).toBe(200);

  const signedIn = await signIn(project, "User@Example.com", "right");
  expect(signedIn.status).toBe(303);
  expect(signedIn.headers.get("location")).toMatch(/^http:\/\/app\.localhost:3000\/callback\?/);
  const code = await codeOf(signedIn);
  const tokens = await readJSON(project.token(redeem(code)));
  expect(tokens).toMatchObject({ token_type: "Bearer", expires_in: 1800 });
  expect(decodeJwt(String(at(tokens, "id_token")))).toMatchObject({ sub: id });
  expect((await project.refresh(String(at(tokens, "refresh_token")))).status).toBe(200);
  expect(await readJSON(project.userinfo(String(at(tokens, "access_token"))))).toMatchObject({ sub: id });
  expect(project.emulator.sessions()).toMatchObject([{ userID: id, createdBy: "authorization_code" }]);
  expect(await readJSON(project.token(redeem(code)))).toMatchObject({ error: "invalid_grant" });
});

test.each([
  ["a wrong verifier", { code_verifier: "wrong" }, "invalid_grant"],
  ["no verifier", { code_verifier: "" }, "invalid_request"],
  ["another redirect URI", { redirect_uri: `${APP_ORIGIN}/` }, "invalid_request"],
  ["another client", { client_id: "spa_short" }, "invalid_grant"],
  ["an unknown code", { code: "unknown" }, "invalid_grant"],
])("%s redeems nothing", async (_, overrides, error) => {
  const project = await createTestProject();
  project.emulator.addUser({ email: "user@example.com" });
  const code = await codeOf(await signIn(project, "user@example.com", ""));
  expect(await readJSON(project.token(redeem(code, overrides)))).toMatchObject({ error });
  expect(project.emulator.sessions()).toEqual([]);
});

test("a code ends after five minutes", async () => {
  const project = await createTestProject();
  project.emulator.addUser({ email: "user@example.com" });
  const code = await codeOf(await signIn(project, "user@example.com", ""));
  project.clock.now += 5 * 60_000 + 1;
  expect(await readJSON(project.token(redeem(code)))).toMatchObject({ error: "invalid_grant" });
});

test("a disabled user and an unregistered redirect URI get no code", async () => {
  const project = await createTestProject();
  const { id } = project.emulator.addUser({ email: "user@example.com" });
  project.emulator.disableUser(id);
  expect((await signIn(project, "user@example.com", "")).headers.get("location")).toBeNull();
  const elsewhere = await project.emulator.fetch(
    new Request(authorizeURL({ redirect_uri: "https://evil.example/" })),
  );
  expect(elsewhere.status).toBe(400);
});
