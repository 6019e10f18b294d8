import { once } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { afterEach, expect, test } from "vitest";
import { createAuthgearEmulator, emulatorNodeListener } from "../../../src/testing/index.js";
import type { AuthgearEmulator } from "../../../src/testing/index.js";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function listen(): Promise<{ origin: string; emulator: AuthgearEmulator }> {
  const server = createServer();
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const clients = [{ clientID: "spa", redirectURIs: ["http://app.localhost/"] }];
  const emulator = createAuthgearEmulator({
    publicOrigin: origin,
    projectID: "p",
    adminPublicKeys: [],
    createSessionEnabled: false,
    clients,
  });
  server.on("request", emulatorNodeListener(emulator));
  return { origin, emulator };
}

test("serves over a real socket, with body, headers and the caller's address", async () => {
  const { origin, emulator } = await listen();
  const body = new URLSearchParams({ grant_type: "refresh_token", client_id: "spa" });
  const response = await fetch(`${origin}/oauth2/token`, {
    method: "POST",
    body,
    headers: { Origin: "http://app.localhost" },
  });
  expect([response.status, await response.json()]).toMatchObject([400, { error: "invalid_request" }]);
  expect(response.headers.get("access-control-allow-origin")).toBe("http://app.localhost");
  expect(emulator.requests()).toMatchObject([{ grantType: "refresh_token", clientIP: "127.0.0.1" }]);
});

test("a dropped connection destroys the socket", async () => {
  const { origin, emulator } = await listen();
  emulator.fault({ on: "/oauth2/revoke", kind: "drop-after" });
  await expect(fetch(`${origin}/oauth2/revoke`, { method: "POST" })).rejects.toThrow(TypeError);
  expect(emulator.requests()).toMatchObject([{ status: "dropped" }]);
});

test("a caller that goes away ends a held request", async () => {
  const { origin, emulator } = await listen();
  emulator.fault({ on: "/oauth2/revoke", kind: "delay-before" });
  const controller = new AbortController();
  const reply = fetch(`${origin}/oauth2/revoke`, { method: "POST", signal: controller.signal });
  const reason = reply.catch((error: unknown) => error);
  await expect.poll(() => emulator.requests().length).toBe(1);
  controller.abort();
  expect(await reason).toMatchObject({ name: "AbortError" });
  await expect.poll(() => emulator.requests()[0]?.status).toBe("dropped");
});

test("an error of the server behind it is a 500, not a hang", async () => {
  const server = createServer(emulatorNodeListener({ fetch: () => Promise.reject(new Error("broken")) }));
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  expect((await fetch(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`)).status).toBe(
    500,
  );
});
