import { beforeAll, describe, expect, it } from "vitest";
import { remoteKeys } from "../../../src/server/verify/remote-keys.js";
import type { KeySource } from "../../../src/server/verify/key-source.js";
import { jwksServer, signingKey, type SigningKey } from "./token-factory.js";

let first: SigningKey;
let second: SigningKey;

beforeAll(async () => {
  [first, second] = await Promise.all([signingKey("k1"), signingKey("k2")]);
});

function source(): {
  keys: KeySource;
  server: ReturnType<typeof jwksServer>;
  clock: { now: number };
  published: SigningKey[];
} {
  const published = [first];
  const server = jwksServer(() => published.map((key) => key.publicJWK));
  const clock = { now: 1_000_000 };
  const keys = remoteKeys({
    url: new URL("https://legacy.example/jwks"),
    algorithms: ["RS256"],
    fetch: server.fetch,
    now: () => clock.now,
  });
  return { keys, server, clock, published };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("remote keys", () => {
  it("are fetched once for all who ask at the same time, without following redirects", async () => {
    const { keys, server } = source();
    const found = await Promise.all(Array.from({ length: 20 }, () => keys.find("k1", "RS256")));
    expect(new Set(found).size).toBe(1);
    expect(found[0]).toMatchObject({ kid: "k1", algorithm: "RS256" });
    expect(server.requests.map(({ redirect }) => redirect)).toEqual(["manual"]);
  });

  it("are fetched once for 1000 invented kids, none of which is called invalid (V7)", async () => {
    const { keys, server } = source();
    const answers = await Promise.all(Array.from({ length: 1000 }, (_, n) => keys.find(`x${n}`, "RS256")));
    for (const answer of answers) {
      expect(answer).toEqual({
        ok: false,
        problem: "upstream-unavailable",
        why: "unknown-kid",
        retryAfter: 30,
      });
    }
    expect(server.requests).toHaveLength(1);
  });

  it("follow a rotation as soon as 30 seconds have passed", async () => {
    const { keys, server, clock, published } = source();
    await keys.find("k1", "RS256");
    published.push(second);
    clock.now += 29_000;
    expect(await keys.find("k2", "RS256")).toMatchObject({ problem: "upstream-unavailable", retryAfter: 1 });
    clock.now += 1000;
    expect(await keys.find("k2", "RS256")).toMatchObject({ kid: "k2" });
    expect(server.requests).toHaveLength(2);
  });

  it("are renewed behind requests that the old ones serve", async () => {
    const { keys, server, clock, published } = source();
    await keys.find("k1", "RS256");
    published[0] = second;
    clock.now += 10 * 60_000;
    expect(await keys.find("k1", "RS256")).toMatchObject({ kid: "k1" });
    await settle();
    expect(server.requests).toHaveLength(2);
    expect(await keys.find("k1", "RS256")).toMatchObject({ problem: "upstream-unavailable" });
    expect(await keys.find("k2", "RS256")).toMatchObject({ kid: "k2" });
  });

  it.each<[string, () => Response]>([
    ["a redirect", () => new Response(null, { status: 302, headers: { Location: "https://evil.example" } })],
    ["HTML", () => new Response("<html>")],
    ["an error", () => Response.json({ keys: [] }, { status: 500 })],
    ["an empty set", () => Response.json({ keys: [] })],
    ["no set", () => Response.json({ keys: "k1" })],
    ["more than 64 KB", () => Response.json({ keys: [first.publicJWK], filler: "x".repeat(65_536) })],
    [
      "symmetric keys",
      () => Response.json({ keys: [{ kty: "oct", k: "c2VjcmV0", kid: "k1", alg: "RS256" }] }),
    ],
    ["a private key", () => Response.json({ keys: [{ ...first.publicJWK, d: "x" }] })],
    ["an encryption key", () => Response.json({ keys: [{ ...first.publicJWK, use: "enc" }] })],
  ])("are unavailable after %s, and asked for again after 30 seconds", async (_, answer) => {
    const { keys, server, clock } = source();
    server.answer = answer;
    expect(await keys.find("k1", "RS256")).toEqual({
      ok: false,
      problem: "upstream-unavailable",
      why: "no-keys",
      retryAfter: 30,
    });
    delete server.answer;
    await keys.find("k1", "RS256");
    expect(server.requests).toHaveLength(1);
    clock.now += 30_000;
    expect(await keys.find("k1", "RS256")).toMatchObject({ kid: "k1" });
  });

  it("serve for a day while the provider is down, and no longer", async () => {
    const { keys, server, clock } = source();
    await keys.find("k1", "RS256");
    server.answer = () => Response.error();
    clock.now += 24 * 3600_000 - 1;
    expect(await keys.find("k1", "RS256")).toMatchObject({ kid: "k1" });
    await settle();
    clock.now += 60_000;
    expect(await keys.find("k1", "RS256")).toMatchObject({ why: "no-keys" });
  });

  it("are not asked for without a kid", async () => {
    const { keys, server } = source();
    expect(await keys.find(undefined, "RS256")).toMatchObject({ problem: "invalid-token", why: "no-kid" });
    expect(server.requests).toHaveLength(0);
  });

  it("are used with their own algorithm alone", async () => {
    expect(await source().keys.find("k1", "PS256")).toMatchObject({ problem: "invalid-token", why: "alg" });
  });
});
