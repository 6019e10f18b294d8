import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { runConformance } from "../../../src/testing/index.js";
import { createConformanceWorld, OTHER_AUDIENCE, optionsFor, type Handle } from "./conformance-world.js";

const { handler, hooks, instance } = await createConformanceWorld();

/** The handler behind something that changes the request. */
const asked = (change: (headers: Headers, body: Record<string, unknown>, path: string) => void): Handle => {
  return async (request) => {
    const text = await request.text();
    const { url, method, headers } = request;
    const sent: unknown = text.startsWith("{") && text !== "{" ? JSON.parse(text) : undefined;
    const body: Record<string, unknown> = typeof sent === "object" && sent !== null ? { ...sent } : {};
    change(headers, body, new URL(url).pathname);
    const init = method === "POST" ? { body: sent === undefined ? text : JSON.stringify(body) } : {};
    return handler(new Request(url, { method, headers, ...init }));
  };
};

/** The handler behind something that changes the headers of its answers. */
const answering = (change: (headers: Headers) => void): Handle => {
  return async (request) => {
    const { body, status, headers } = await handler(request);
    const changed = new Headers(headers);
    change(changed);
    return new Response(body, { status, headers: changed });
  };
};

/** Gives the same reply to the same key for ever. */
function cachingByKey(): Handle {
  const replies = new Map<string, Response>();
  return async (request) => {
    const key = request.headers.get("Idempotency-Key") ?? "";
    const cached = replies.get(key);
    if (cached) return cached.clone();
    const response = await handler(request);
    if (response.status === 200 && key !== "") replies.set(key, response.clone());
    return response;
  };
}

/** Finds the reply by the token, whatever the key. */
function openedByAnyKey(): Handle {
  const keys = new Map<unknown, string>();
  return asked((headers, { subject_token }) => {
    const key = headers.get("Idempotency-Key");
    if (key === null || subject_token === undefined) return;
    headers.set("Idempotency-Key", keys.get(subject_token) ?? key);
    keys.set(subject_token, keys.get(subject_token) ?? key);
  });
}

const BROKEN: readonly (readonly [string, Handle, 0 | 1, string])[] = [
  [
    "asks for no Authgear-Migration header",
    asked((headers) => headers.set("Authgear-Migration", "1")),
    0,
    "a request without Authgear-Migration is refused",
  ],
  [
    "lets any page read its answers",
    answering((headers) => headers.set("Access-Control-Allow-Origin", "*")),
    0,
    "the registered origin, and it alone, may read the answer",
  ],
  [
    "leaves Retry-After out",
    answering((headers) => headers.delete("Retry-After")),
    1,
    "after 5 replacements it is rate-limited",
  ],
  [
    "takes tokens for anybody",
    instance({ audience: ["https://api.example", OTHER_AUDIENCE] }),
    0,
    "a token for another audience is invalid-token",
  ],
  [
    "takes each token for a session of its own",
    instance({
      verifier: (real) => ({
        ...real,
        async verify(credential, context) {
          const result = await real.verify(credential, context);
          const token = "token" in credential ? credential.token : "";
          const sessionId = createHash("sha256").update(token).digest("hex");
          return result.ok ? { ok: true, claims: { ...result.claims, sessionId } } : result;
        },
      }),
    }),
    1,
    "the same key gets the same session again, also by a fresh token of the same log-in",
  ],
  [
    "signs nobody out whose token has expired",
    instance({
      verifier: (real) => ({
        ...real,
        verify: (credential, context) => real.verify(credential, { ...context, purpose: "exchange" }),
      }),
    }),
    1,
    "sign-out by the legacy credential, even an expired one, ends the session",
  ],
  [
    "revokes nothing at Authgear",
    instance({ authgear: (real) => ({ ...real, revokeSession: () => Promise.resolve() }) }),
    1,
    "replaces gets a new session in the place of the lost one",
  ],
  [
    "keeps replies by key for ever",
    cachingByKey(),
    1,
    "a confirmed migration gives nothing away any more, and keeps its session",
  ],
  ["opens the reply with any key", openedByAnyKey(), 1, "another key gets no second session but key-lost"],
  [
    "passes over retire",
    asked((_, body) => delete body.retire),
    1,
    "retire with another number is session-mismatch, names the attempt and ends nothing",
  ],
];

test.each(BROKEN)("a server that %s is caught", { timeout: 60_000 }, async (_, broken, level, name) => {
  const report = await runConformance(optionsFor(broken, hooks));
  const failed = report.cases.filter(({ passed }) => !passed).map((one) => one.name);
  expect(failed).toContain(name);
  expect(failed).not.toContain("a good token gets a session, in the shape of the protocol");
  expect(report.level).toBe(level);
});
