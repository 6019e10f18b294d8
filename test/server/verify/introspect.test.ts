import { describe, expect, it } from "vitest";
import { ACTIVE, active, setUp } from "./introspection-setup.js";

describe("an endpoint that does not answer", () => {
  it.each<[string, () => Response | Promise<Response>, string, number]>([
    ["503", () => new Response("", { status: 503, headers: { "Retry-After": "9" } }), "introspection-503", 9],
    [
      "401 for this server",
      () => Response.json({ error: "invalid_client" }, { status: 401 }),
      "introspection-401",
      30,
    ],
    [
      "a redirect",
      () => new Response(null, { status: 307, headers: { Location: "https://evil.example" } }),
      "introspection-307",
      30,
    ],
    ["HTML", () => new Response("<html>"), "introspection-answer", 30],
    ["active as text", () => Response.json({ active: "true" }), "introspection-answer", 30],
    [
      "more than 64 KB",
      () => Response.json({ ...ACTIVE, filler: "x".repeat(65_536) }),
      "introspection-too-large",
      30,
    ],
    ["nothing", () => Promise.reject(new TypeError("canary")), "introspection-network", 30],
  ])("is upstream-unavailable: %s", async (_, answer, why, retryAfter) => {
    const { verify, sent } = setUp(answer);
    expect(await verify()).toEqual({ ok: false, problem: "upstream-unavailable", why, retryAfter });
    await verify();
    expect(sent).toHaveLength(2);
  });

  it("is asked by twenty at once; who comes then is told to come again", async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const { verify, sent } = setUp(async () => {
      await gate;
      return active()();
    });
    const first = Array.from({ length: 20 }, (_, n) => verify(`t${n}`));
    while (sent.length < 20) await new Promise((resolve) => setImmediate(resolve));
    expect(await verify("t20")).toEqual({
      ok: false,
      problem: "rate-limited",
      why: "introspections",
      retryAfter: 2,
    });
    expect(sent).toHaveLength(20);
    release();
    for (const result of await Promise.all(first)) expect(result).toMatchObject({ ok: true });
    expect(await verify("t20")).toMatchObject({ ok: true });
  });

  it("is not waited for once the caller gave up, and holds no place", async () => {
    const stop = new AbortController();
    const { verifier, verify } = setUp((request) =>
      stop.signal.aborted
        ? active()()
        : new Promise((_, reject) => {
            request.signal.addEventListener("abort", () => reject(new Error("aborted")));
            stop.abort();
          }),
    );
    expect(await verifier.verify({ token: "t" }, { purpose: "exchange", signal: stop.signal })).toMatchObject(
      {
        why: "introspection-aborted",
      },
    );
    expect(await verify()).toMatchObject({ ok: true });
  });
});

describe("how this server authenticates", () => {
  it.each<[string, Record<string, unknown>, string | null, string]>([
    ["post", { clientID: "a", clientSecret: "s&", method: "post" }, null, "&client_id=a&client_secret=s%26"],
    ["bearer", { bearer: "token" }, "Bearer token", ""],
  ])("by %s", async (_, clientAuth, authorization, parameters) => {
    const { verify, sent } = setUp(active(), { clientAuth });
    await verify("t");
    expect(sent[0]?.headers.get("Authorization")).toBe(authorization);
    expect(await sent[0]?.text()).toBe(`token=t&token_type_hint=access_token${parameters}`);
  });
});
