import { afterAll, expect, test } from "vitest";
import { toNodeHandler } from "../../../src/server/node-handler.js";
import { renderConformance, runConformance, type ConformanceReport } from "../../../src/testing/index.js";
import { listen } from "../../journeys/listen.js";
import { ORIGIN } from "../../server/handler-under-test.js";
import { createConformanceWorld, optionsFor, type Handle } from "./conformance-world.js";

const { handler, hooks, minted, inOtherSession } = await createConformanceWorld();
const server = await listen();
server.serve(toNodeHandler(handler));
afterAll(() => server.close());

const failed = ({ cases }: ConformanceReport): string[] =>
  cases.filter(({ passed }) => !passed).map(({ name }) => name);

const run = (handle: Handle): Promise<ConformanceReport> => runConformance(optionsFor(handle, hooks));

test("our handler behind node:http reaches level 2", { timeout: 60_000 }, async () => {
  const baseURL = `http://127.0.0.1:${server.port}/session-migration`;
  const report = await runConformance({ baseURL, clientID: "spa", origin: ORIGIN, hooks });
  expect(report.cases.filter(({ passed }) => !passed)).toEqual([]);
  expect(report).toMatchObject({ level: 2, skipped: [] });
  expect(renderConformance(report)).toContain(
    `${report.cases.length} of ${report.cases.length} passed, 0 skipped. Level reached: 2`,
  );
});

test(
  "without a hook that moves the clock, what needs one is skipped by name",
  { timeout: 60_000 },
  async () => {
    const { moveClock: _, ...still } = hooks;
    const report = await runConformance(optionsFor(handler, still));
    expect(report.level).toBe(2);
    expect(report.skipped).toEqual([
      "expires_in counts what is left when the same session is answered again",
      "the reply can be had again for ten minutes, then the key is lost",
    ]);
    expect(report.cases.map(({ name }) => name)).not.toContain(report.skipped[0]);
  },
);

test("an answer without Vary is caught", { timeout: 60_000 }, async () => {
  const report = await run(async (request) => {
    const response = await handler(request);
    const headers = new Headers(response.headers);
    headers.delete("Vary");
    return new Response(response.body, { status: response.status, headers });
  });
  expect(failed(report)).toEqual(["every answer carries Vary: Origin"]);
  expect(report.level).toBe(0);
});

test("a handler that accepts a foreign origin is caught", { timeout: 60_000 }, async () => {
  const report = await run((request) => {
    if (request.method === "POST" && request.headers.get("Origin") === "https://foreign.invalid")
      request.headers.set("Origin", ORIGIN);
    return handler(request);
  });
  expect(failed(report)).toEqual([
    "a foreign origin is refused",
    "confirm and sign-out refuse a foreign origin too",
  ]);
  expect(report.level).toBe(0);
});

test("a confirm that takes a foreign confirmation is caught, at level 1", { timeout: 60_000 }, async () => {
  const report = await run(async (request) => {
    const response = await handler(request);
    const refused = request.url.endsWith("/confirm") && response.status === 409;
    return refused ? Response.json({ legacy: "client" }) : response;
  });
  expect(failed(report)).toContain("confirm with the confirmation of another migration is session-mismatch");
  expect(report.level).toBe(1);
});

test("a second session for a second key is caught, at level 1", { timeout: 60_000 }, async () => {
  const report = await run(async (request) => {
    const body: unknown = await request
      .clone()
      .json()
      .catch(() => null);
    const again = request.clone();
    const response = await handler(request);
    const lost = response.status === 409 && (await response.clone().text()).includes("key-lost");
    if (!lost || typeof body !== "object" || body === null || !("subject_token" in body)) return response;
    const session = again.headers.get("Idempotency-Key") ?? "";
    const subject_token = await inOtherSession(String(body.subject_token), session);
    return handler(new Request(again, { method: "POST", body: JSON.stringify({ ...body, subject_token }) }));
  });
  expect(failed(report)).toContain("another key gets no second session but key-lost");
  expect(failed(report)).toContain("20 parallel exchanges with a key each make one session");
  expect(report.level).toBe(1);
});

test(
  "a handler that answers with what it was sent: no token gets into the report",
  { timeout: 60_000 },
  async () => {
    minted.length = 0;
    const report = await run(async (request) => {
      const text = await request.text();
      const headers = { Vary: text.replace(/[^ -~]/g, ""), "Content-Type": "application/problem+json" };
      return new Response(JSON.stringify({ type: text, kind: text, title: text, status: text }), {
        status: 201,
        headers,
      });
    });
    const text = JSON.stringify(report) + renderConformance(report);
    expect(report.level).toBe(0);
    expect(minted.length).toBeGreaterThan(20);
    expect(minted.filter((token) => text.includes(token))).toEqual([]);
    expect(text).toContain("200 expected, 201 came");
  },
);

test("a server that is not there reaches level 0, and what a hook throws comes out", async () => {
  const gone = await run(() => Promise.reject(new TypeError("fetch failed")));
  expect(gone.level).toBe(0);
  expect(gone.cases.find(({ name }) => name === "a forged token is invalid-token")?.detail).toBe(
    "no answer to POST /",
  );
  const broken = { ...hooks, mintLegacyToken: () => Promise.reject(new Error("no such user")) };
  await expect(runConformance(optionsFor(handler, broken))).rejects.toThrow("no such user");
});
