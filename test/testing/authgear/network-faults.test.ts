import { expect, test } from "vitest";
import { isConnectionDropped } from "../../../src/testing/index.js";
import { CREATE_SESSION, createTestProject, nodeID, PUBLIC_ORIGIN } from "./test-emulator.js";
import type { TestProject } from "./test-emulator.js";

async function projectWithUser(): Promise<TestProject & { create(): Promise<unknown> }> {
  const project = await createTestProject();
  const { id } = project.emulator.addUser({ email: "user@example.com" });
  return {
    ...project,
    create: () => project.graphql(CREATE_SESSION, { userID: nodeID("User", id), clientID: "spa" }),
  };
}

test("drop-before loses the request, and fetch rejects as a network failure does", async () => {
  const { emulator, create } = await projectWithUser();
  emulator.fault({ on: "createSession", kind: "drop-before" });
  const error: unknown = await create().catch((reason: unknown) => reason);
  expect([error instanceof TypeError, isConnectionDropped(error)]).toEqual([true, true]);
  expect(emulator.sessions()).toEqual([]);
  expect(emulator.requests()).toMatchObject([{ fields: ["createSession"], status: "dropped" }]);
});

test("drop-after loses only the answer: the session is there and nobody holds it (X1)", async () => {
  const { emulator, create } = await projectWithUser();
  emulator.fault({ on: "createSession", kind: "drop-after" });
  await expect(create()).rejects.toThrow(TypeError);
  expect(emulator.sessions()).toHaveLength(1);
});

test("a 502 page comes instead of the answer, before or after the effect", async () => {
  const { emulator, create, token } = await projectWithUser();
  emulator.fault({ on: "/oauth2/token", kind: "bad-gateway" });
  const response = await token({ client_id: "spa" });
  expect([response.status, response.headers.get("content-type")]).toEqual([502, "text/html"]);
  emulator.fault({ on: "createSession", kind: "bad-gateway-after" });
  await expect(create()).rejects.toThrow(SyntaxError);
  expect(emulator.sessions()).toHaveLength(1);
});

test("a fault strikes as often as it should, and only what it names", async () => {
  const { emulator, token } = await projectWithUser();
  const fault = emulator.fault({ on: "refresh_token", kind: "bad-gateway", times: 2 });
  const statuses = [];
  for (const grant_type of ["refresh_token", "nope", "refresh_token", "refresh_token"]) {
    statuses.push((await token({ grant_type, client_id: "spa" })).status);
  }
  expect(statuses).toEqual([502, 400, 502, 400]);
  expect(fault.hits()).toBe(2);
});

test("a held request has no effect yet; a held answer has it already; release lets go", async () => {
  const { emulator, create } = await projectWithUser();
  const request = emulator.fault({ on: "createSession", kind: "delay-before" });
  const first = create();
  await expect.poll(() => request.hits()).toBe(1);
  expect(emulator.sessions()).toHaveLength(0);
  request.release();
  await first;
  const reply = emulator.fault({ on: "createSession", kind: "delay-after" });
  const second = create();
  await expect.poll(() => emulator.sessions().length).toBe(2);
  expect(emulator.requests().at(-1)?.status).toBeUndefined();
  reply.clear();
  await second;
  expect(emulator.requests().at(-1)?.status).toBe(200);
});

test("a caller that gives up while it waits is rejected with its reason, and the effect stays (X2)", async () => {
  const { emulator, adminToken } = await createTestProject();
  const { id } = emulator.addUser({ email: "user@example.com" });
  emulator.fault({ on: "createSession", kind: "delay-after" });
  const controller = new AbortController();
  const headers = { Authorization: `Bearer ${await adminToken()}`, "Content-Type": "application/json" };
  const body = JSON.stringify({
    query: CREATE_SESSION,
    variables: { userID: nodeID("User", id), clientID: "spa" },
  });
  const request = new Request(`${PUBLIC_ORIGIN}/_api/admin/graphql`, {
    method: "POST",
    headers,
    body,
    signal: controller.signal,
  });
  const reply = emulator.fetch(request);
  const reason = reply.catch((error: unknown) => error);
  await expect.poll(() => emulator.sessions().length).toBe(1);
  controller.abort(new Error("no patience"));
  expect(await reason).toMatchObject({ message: "no patience" });
});

test("a canned answer replaces the server", async () => {
  const { emulator, create } = await projectWithUser();
  emulator.fault({ on: "*", kind: "answer", response: () => Response.json({ data: null, errors: [] }) });
  expect(await create()).toEqual({ data: null, errors: [] });
  expect(emulator.sessions()).toEqual([]);
  expect(() => emulator.fault({ on: "*", kind: "answer" })).toThrow('"response"');
});

test("clearFaults lets everything through", async () => {
  const { emulator, create } = await projectWithUser();
  emulator.fault({ on: "*", kind: "delay-before", times: Infinity });
  const held = create();
  await expect.poll(() => emulator.requests().length).toBe(1);
  emulator.clearFaults();
  await held;
  await create();
  expect(emulator.sessions()).toHaveLength(2);
});
