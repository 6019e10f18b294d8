import { describe, expect, test, vi } from "vitest";
import { signal, useApp, type AppUnderTest } from "./use-app.js";

/**
 * What every provider with a loader holds to, whatever its SDK. `derived`: whether its hint goes by what the SDK stores;
 * else it is always true.
 */
export function keepsTheContract(
  start: () => Promise<AppUnderTest>,
  { derived }: { derived: boolean },
): void {
  const bench = useApp(start);

  describe("signed out", () => {
    test("is null, and the hint says so where the SDK's storage can", async () => {
      expect(bench.legacy.hint?.()).toBe(!derived);
      expect(await bench.look()).toBeNull();
    });

    test("is null after the app's own sign-out", async () => {
      await bench.signedIn();
      await bench.app.signOut();
      await bench.app.reload();
      expect(bench.legacy.hint?.()).toBe(!derived);
      expect(await bench.look()).toBeNull();
    });
  });

  describe("signed in", () => {
    test("gives a token that the server takes", async () => {
      const session = await bench.signedIn();
      expect(await bench.app.alive(session)).toBe(true);
    });

    test("gives it on the next page too, before the SDK was asked for anything (D2)", async () => {
      await bench.app.signIn("anna");
      await bench.app.reload();
      const session = await bench.look();
      expect(session?.token).toMatch(/^[\w.~-]+$/);
    });

    test("gives the same token again without a request (D3)", async () => {
      const session = await bench.signedIn();
      const before = bench.app.requests.length;
      expect(await bench.look()).toEqual(session);
      expect(bench.app.requests).toHaveLength(before);
    });

    test("gives another token of the same session when a fresh one is asked for (D4)", async () => {
      const { token, ...rest } = await bench.signedIn();
      const fresh = await bench.look({ fresh: true });
      expect(fresh?.token).toMatch(/^[\w.~-]+$/);
      expect(fresh?.token).not.toBe(token);
      expect({ ...fresh, accessToken: 0 }).toMatchObject({ ...rest, accessToken: 0 });
    });

    test("gives a fresh token where the stored one has expired", async () => {
      const { token } = await bench.signedIn();
      await bench.app.expire();
      const session = await bench.look();
      expect(session?.token).not.toBe(token);
      expect(session && (await bench.app.alive(session))).toBe(true);
    });

    test("gives the second of two accounts that follow each other", async () => {
      const anna = await bench.signedIn("anna");
      await bench.app.signOut();
      const bert = await bench.signedIn("bert");
      expect(bert.token).not.toBe(anna.token);
      expect(await bench.app.alive(bert)).toBe(true);
    });
  });

  test("the hint is never that nobody is there while somebody is", async () => {
    const { hint = () => true } = bench.legacy;
    const hints: boolean[] = [];
    const steps = [
      () => bench.signedIn(),
      () => bench.app.reload(),
      () => bench.look({ fresh: true }),
      () => bench.app.expire(),
      () => bench.look(),
      () => bench.app.fault("cut"),
      () => bench.look({ forMs: 300 }),
      () => bench.app.fault(503),
      () => bench.look({ forMs: 300, fresh: true }),
    ];
    for (const step of steps) {
      await step();
      hints.push(hint());
    }
    expect(hints).toEqual(steps.map(() => true));
    bench.app.fault();
    expect(await bench.look()).toMatchObject({ token: expect.stringMatching(/./) as unknown });
  });

  describe("cannot tell", () => {
    test("while offline with an expired token, and finds the session again online (D2)", async () => {
      await bench.signedIn();
      await bench.app.expire();
      bench.app.fault("cut");
      expect(await bench.look({ forMs: 300 })).toBeUndefined();
      bench.app.fault();
      expect(await bench.look()).toMatchObject({ token: expect.stringMatching(/./) as unknown });
    });

    test("when the SDK cannot be loaded, which the hint does not need (D2)", async () => {
      const error = new TypeError("Failed to fetch dynamically imported module");
      const client = vi.fn<() => Promise<never>>().mockRejectedValue(error);
      await bench.app.signIn("anna");
      const broken = bench.app.provider({ client });
      expect(broken.hint?.()).toBe(true);
      expect(client).not.toHaveBeenCalled();
      await expect(Promise.resolve(broken.read(signal))).rejects.toBe(error);
    });

    test("while the SDK is loading (D1)", async () => {
      const client = (): Promise<never> => new Promise(() => undefined);
      const answered = vi.fn<(found: unknown) => void>();
      void Promise.resolve(bench.app.provider({ client }).read(signal)).then(answered);
      await new Promise((resolve) => setTimeout(resolve));
      expect(answered).not.toHaveBeenCalled();
    });

    test("by the hint where storage is closed (S2)", () => {
      for (const name of ["localStorage", "sessionStorage"] as const) {
        vi.spyOn(globalThis, name, "get").mockImplementation(() => {
          throw new DOMException("closed", "SecurityError");
        });
      }
      expect(bench.legacy.hint?.()).toBe(true);
    });
  });

  describe("forget", () => {
    test("leaves nothing of the session in this browser, and may be called again", async () => {
      const session = await bench.signedIn();
      if (bench.legacy.revoke) await bench.legacy.revoke(session, signal);
      await bench.legacy.forget(session, signal);
      expect(bench.legacy.hint?.()).toBe(!derived);
      expect(await bench.look()).toBeNull();
      await bench.legacy.forget(session, signal);
    });

    test("knows a session whose tokens were refreshed meanwhile", async () => {
      const session = await bench.signedIn();
      await bench.look({ fresh: true });
      await bench.legacy.forget(session, signal);
      expect(await bench.look()).toBeNull();
    });

    test("leaves another user who signed in meanwhile (O5)", async () => {
      const anna = await bench.signedIn("anna");
      await bench.app.signOut();
      const bert = await bench.signedIn("bert");
      await bench.legacy.forget(anna, signal);
      expect(await bench.look()).toEqual(bert);
    });
  });
}
