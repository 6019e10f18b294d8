import { expect, test } from "vitest";
import { APP_ORIGIN, createTestProject, PUBLIC_ORIGIN, readJSON } from "../test-emulator.js";

test("an unknown path is 404, a wrong method 405, and end_session has no preflight", async () => {
  const { emulator } = await createTestProject();
  const statusOf = async (method: string, path: string): Promise<number> =>
    (await emulator.fetch(new Request(`${PUBLIC_ORIGIN}${path}`, { method }))).status;
  expect(await statusOf("GET", "/nothing")).toBe(404);
  expect(await statusOf("PUT", "/oauth2/userinfo")).toBe(405);
  expect(await statusOf("OPTIONS", "/oauth2/end_session")).toBe(405);
  expect(await statusOf("OPTIONS", "/.well-known/openid-configuration")).toBe(200);
});

test("origins of redirect URIs, allowed origins and the own origin get CORS headers, others none", async () => {
  const { emulator } = await createTestProject({ allowedOrigins: ["https://extra.example"] });
  const allowed = async (origin: string): Promise<string | null> => {
    const response = await emulator.fetch(
      new Request(`${PUBLIC_ORIGIN}/oauth2/userinfo`, { headers: { origin } }),
    );
    return response.headers.get("access-control-allow-origin");
  };
  for (const origin of [APP_ORIGIN, "https://extra.example", PUBLIC_ORIGIN])
    expect(await allowed(origin)).toBe(origin);
  expect(await allowed("https://extra.example.evil.example")).toBeNull();
  expect(await allowed("null")).toBeNull();
});

test("a trusted proxy may name the public host", async () => {
  const headers = { "X-Forwarded-Host": new URL(PUBLIC_ORIGIN).host };
  const request = (): Request => new Request("http://10.0.0.5/.well-known/openid-configuration", { headers });
  const [trusting, wary] = [await createTestProject({ trustProxy: true }), await createTestProject()];
  expect((await trusting.emulator.fetch(request())).status).toBe(200);
  expect((await wary.emulator.fetch(request())).status).toBe(307);
});

test("a redirect to the public origin keeps the query", async () => {
  const { emulator } = await createTestProject();
  const response = await emulator.fetch(new Request("http://10.0.0.5/oauth2/userinfo?a=1&b=%22"));
  expect(response.headers.get("location")).toBe(`${PUBLIC_ORIGIN}/oauth2/userinfo?a=1&b=%22`);
  expect(await response.text()).not.toContain('b="');
});

test("end_session goes back to a registered URI alone", async () => {
  const { emulator } = await createTestProject();
  const locationFor = async (uri: string): Promise<string | null> => {
    const query = new URLSearchParams({ post_logout_redirect_uri: uri, state: "s" });
    const response = await emulator.fetch(new Request(`${PUBLIC_ORIGIN}/oauth2/end_session?${query}`));
    return response.headers.get("location");
  };
  expect(await locationFor(`${APP_ORIGIN}/`)).toBe(`${APP_ORIGIN}/?state=s`);
  expect(await locationFor("https://evil.example/")).toBeNull();
});

test("a challenge lives five minutes, for a known purpose", async () => {
  const { emulator, clock } = await createTestProject();
  const ask = (purpose: string): Promise<Response> => {
    const headers = { "Content-Type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify({ purpose }) };
    return emulator.fetch(new Request(`${PUBLIC_ORIGIN}/oauth2/challenge`, init));
  };
  const expire_at = new Date(clock.now + 300_000).toISOString();
  expect(await readJSON(ask("anonymous_request"))).toMatchObject({ result: { expire_at } });
  expect((await ask("another")).status).toBe(400);
});

test.each([
  ["publicOrigin", { publicOrigin: "http://authgear.localhost:4000/" }],
  ["adminOrigin", { adminOrigin: "authgear.localhost" }],
])("a wrong %s is refused at construction", async (name, overrides) => {
  await expect(createTestProject(overrides)).rejects.toThrow(`"${name}"`);
});
