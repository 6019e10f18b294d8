import { describe, expect, it } from "vitest";
import { goodClaims, NOW_S, sign } from "./token-factory.js";
import { verifierUnderTest } from "./verifier-under-test.js";

const { key, verify } = await verifierUnderTest();

describe("a JWT that comes to the app's API", () => {
  it("may be older than one that asks for a session", async () => {
    const token = await sign(key, goodClaims({ iat: NOW_S - 3000, exp: NOW_S + 600 }));
    expect(await verify(token, {}, "resolve")).toMatchObject({ ok: true });
    expect(await verify(token, {}, "exchange")).toMatchObject({ problem: "expired-token" });
  });

  it("is good until it expires, and not longer", async () => {
    const token = await sign(key, goodClaims({ exp: NOW_S - 60 }));
    expect(await verify(token, {}, "resolve")).toMatchObject({ problem: "expired-token" });
  });

  it("costs no question to the provider", async () => {
    const liveness = (): Promise<boolean> => Promise.reject(new Error("asked"));
    const token = await sign(key, goodClaims());
    expect(await verify(token, { liveness }, "resolve")).toMatchObject({ ok: true });
    expect(await verify(token, { liveness }, "exchange")).toMatchObject({ problem: "upstream-unavailable" });
  });
});
