import { expect, test } from "vitest";
import { signal, useApp, type AppUnderTest } from "./use-app.js";

/** What every provider with a `revoke` holds to. `end`: which requests end a session. */
export function revokesOneSession(start: () => Promise<AppUnderTest>, end: RegExp): void {
  const bench = useApp(start);
  const ends = (): number => bench.app.requests.filter((request) => end.test(request)).length;

  test("ends this session and leaves the user's other device signed in (R2)", async () => {
    const other = await bench.app.otherDevice("anna");
    const session = await bench.signedIn();
    await bench.legacy.revoke?.(session, signal);
    expect(await bench.app.alive(session)).toBe(false);
    expect(await other()).toBe(true);
  });

  test.for(["cut", 503] as const)(
    "rejects when the request is answered with %s, and works later (R5)",
    async (fault) => {
      const session = await bench.signedIn();
      bench.app.fault(fault);
      await expect(bench.legacy.revoke?.(session, signal)).rejects.toThrow(/./);
      bench.app.fault();
      expect(await bench.app.alive(session)).toBe(true);
      await bench.legacy.revoke?.(session, signal);
      expect(await bench.app.alive(session)).toBe(false);
    },
  );

  test("rejects and asks for nothing when another user is there by now (O5)", async () => {
    const anna = await bench.signedIn("anna");
    await bench.app.signOut();
    const bert = await bench.signedIn("bert");
    const before = ends();
    await expect(bench.legacy.revoke?.(anna, signal)).rejects.toThrow("not stored");
    expect(ends()).toBe(before);
    expect(await bench.app.alive(bert)).toBe(true);
  });

  test("rejects when nobody is there any more", async () => {
    const session = await bench.signedIn();
    await bench.app.signOut();
    await bench.app.reload();
    await expect(bench.legacy.revoke?.(session, signal)).rejects.toThrow("not stored");
  });
}
