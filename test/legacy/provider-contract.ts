import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LegacyProvider } from "../../src/migration/provider.js";

const signal = new AbortController().signal;

interface TokenSession {
  token: string;
  accessToken?: string;
}

/** An app on a legacy SDK, in a browser of its own, beside a real server or a double of it. */
export interface AppUnderTest {
  /** The provider as the app makes it. */
  provider(options?: Record<string, unknown>): LegacyProvider;
  signIn(account: string): Promise<void>;
  /** As the app itself does it. */
  signOut(): Promise<void>;
  /** A new page: what the SDK had in memory is gone. */
  reload(): Promise<void> | void;
  /** Moves the end of the token that the SDK holds into the past. */
  expire(): Promise<void> | void;
  /** Signs the same user in on another device; answers whether that is still signed in. */
  otherDevice(account: string): Promise<() => Promise<boolean>>;
  /** Whether the server still goes on with the session that the SDK holds. */
  alive(session: TokenSession): Promise<boolean>;
  /** What the server makes of requests from now on. */
  fault(what?: "cut" | 503): void;
  /** Requests that reached the server so far. */
  readonly requests: readonly string[];
}

export interface Traits {
  /** Whether the hint is derived from what the SDK stores; else it is always true. */
  hint: boolean;
  /** What a request to end a session has in its name; none: the provider has no `revoke`. */
  revoke?: RegExp;
}

/** What every provider with a loader holds to, whatever its SDK. */
export function keepsTheContract(start: () => Promise<AppUnderTest>, traits: Traits): void {
  let app: AppUnderTest;
  let legacy: LegacyProvider;
  const open = vi.fn<typeof window.open>();

  beforeEach(async () => {
    app = await start();
    legacy = app.provider();
    vi.spyOn(window, "open").mockImplementation(open);
  });
  afterEach(() => {
    app.fault();
    vi.restoreAllMocks();
    expect(location.href, "never a redirect").toBe("http://app.localhost/");
    expect(open, "never a popup").not.toHaveBeenCalled();
    localStorage.clear();
    sessionStorage.clear();
  });

  /** Reads, and holds the hint against it. Some SDKs try again for half a minute: no answer in time is one too. */
  async function look(options?: {
    fresh?: boolean;
    forMs?: number;
  }): Promise<TokenSession | null | undefined> {
    const hint = legacy.hint?.();
    const read = Promise.resolve(legacy.read(signal, options)).catch(() => undefined);
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, options?.forMs ?? 20_000));
    const found = await Promise.race([read, late]);
    expect(hint === false && found !== null, "a hint of nobody where somebody may be there").toBe(false);
    return found as TokenSession | null | undefined;
  }
  async function signedIn(account = "anna"): Promise<TokenSession> {
    await app.signIn(account);
    const session = await look();
    if (!session) throw new Error("Nobody is signed in");
    return session;
  }
  const ends = (): number => app.requests.filter((request) => traits.revoke?.test(request)).length;

  describe("signed out", () => {
    test("is null, and the hint says so where the SDK's storage can", async () => {
      expect(legacy.hint?.()).toBe(!traits.hint);
      expect(await look()).toBeNull();
    });

    test("is null after the app's own sign-out", async () => {
      await signedIn();
      await app.signOut();
      await app.reload();
      expect(legacy.hint?.()).toBe(!traits.hint);
      expect(await look()).toBeNull();
    });
  });

  describe("signed in", () => {
    test("gives a token that the server takes", async () => {
      const session = await signedIn();
      expect(await app.alive(session)).toBe(true);
    });

    test("gives it on the next page too, before the SDK was asked for anything (D2)", async () => {
      await app.signIn("anna");
      await app.reload();
      const session = await look();
      expect(session?.token).toMatch(/^[\w.~-]+$/);
    });

    test("gives the same token again without a request (D3)", async () => {
      const session = await signedIn();
      const before = app.requests.length;
      expect(await look()).toEqual(session);
      expect(app.requests).toHaveLength(before);
    });

    test("gives another token of the same session when a fresh one is asked for (D4)", async () => {
      const { token, ...rest } = await signedIn();
      const fresh = await look({ fresh: true });
      expect(fresh?.token).toMatch(/^[\w.~-]+$/);
      expect(fresh?.token).not.toBe(token);
      expect({ ...fresh, accessToken: 0 }).toMatchObject({ ...rest, accessToken: 0 });
    });

    test("gives a fresh token where the stored one has expired", async () => {
      const { token } = await signedIn();
      await app.expire();
      const session = await look();
      expect(session?.token).not.toBe(token);
      expect(session && (await app.alive(session))).toBe(true);
    });

    test("gives the second of two accounts that follow each other", async () => {
      const anna = await signedIn("anna");
      await app.signOut();
      const bert = await signedIn("bert");
      expect(bert.token).not.toBe(anna.token);
      expect(await app.alive(bert)).toBe(true);
    });
  });

  describe("cannot tell", () => {
    test("while offline with an expired token, and finds the session again online (D2)", async () => {
      await signedIn();
      await app.expire();
      app.fault("cut");
      expect(await look({ forMs: 300 })).toBeUndefined();
      app.fault();
      expect(await look()).toMatchObject({ token: expect.stringMatching(/./) as unknown });
    });

    test("when the SDK cannot be loaded, which the hint does not need (D2)", async () => {
      const error = new TypeError("Failed to fetch dynamically imported module");
      const client = vi.fn<() => Promise<never>>().mockRejectedValue(error);
      await app.signIn("anna");
      const broken = app.provider({ client });
      expect(broken.hint?.()).toBe(true);
      expect(client).not.toHaveBeenCalled();
      await expect(Promise.resolve(broken.read(signal))).rejects.toBe(error);
    });

    test("while the SDK is loading (D1)", async () => {
      const client = (): Promise<never> => new Promise(() => undefined);
      const answered = vi.fn<(found: unknown) => void>();
      void Promise.resolve(app.provider({ client }).read(signal)).then(answered);
      await new Promise((resolve) => setTimeout(resolve));
      expect(answered).not.toHaveBeenCalled();
    });

    test("by the hint where storage is closed (S2)", () => {
      for (const name of ["localStorage", "sessionStorage"] as const) {
        vi.spyOn(globalThis, name, "get").mockImplementation(() => {
          throw new DOMException("closed", "SecurityError");
        });
      }
      expect(legacy.hint?.()).toBe(true);
    });
  });

  function revokes(): void {
    test("ends this session and leaves the user's other device signed in (R2)", async () => {
      const other = await app.otherDevice("anna");
      const session = await signedIn();
      await legacy.revoke?.(session, signal);
      expect(await app.alive(session)).toBe(false);
      expect(await other()).toBe(true);
    });

    test.for(["cut", 503] as const)(
      "rejects when the request is answered with %s, and works later (R5)",
      async (fault) => {
        const session = await signedIn();
        app.fault(fault);
        await expect(legacy.revoke?.(session, signal)).rejects.toThrow(/./);
        app.fault();
        expect(await app.alive(session)).toBe(true);
        await legacy.revoke?.(session, signal);
        expect(await app.alive(session)).toBe(false);
      },
    );

    test("rejects and asks for nothing when another user is there by now (O5)", async () => {
      const anna = await signedIn("anna");
      await app.signOut();
      const bert = await signedIn("bert");
      const before = ends();
      await expect(legacy.revoke?.(anna, signal)).rejects.toThrow("not stored");
      expect(ends()).toBe(before);
      expect(await app.alive(bert)).toBe(true);
    });

    test("rejects when nobody is there any more", async () => {
      const session = await signedIn();
      await app.signOut();
      await app.reload();
      await expect(legacy.revoke?.(session, signal)).rejects.toThrow("not stored");
    });
  }

  if (traits.revoke) describe("revoke", revokes);

  test("revoke is there only where one session can be ended", () => {
    expect("revoke" in legacy).toBe(traits.revoke !== undefined);
  });

  describe("forget", () => {
    test("leaves nothing of the session in this browser, and may be called again", async () => {
      const session = await signedIn();
      if (legacy.revoke) await legacy.revoke(session, signal);
      await legacy.forget(session, signal);
      expect(legacy.hint?.()).toBe(!traits.hint);
      expect(await look()).toBeNull();
      await legacy.forget(session, signal);
    });

    test("knows a session whose tokens were refreshed meanwhile", async () => {
      const session = await signedIn();
      await look({ fresh: true });
      await legacy.forget(session, signal);
      expect(await look()).toBeNull();
    });

    test("leaves another user who signed in meanwhile (O5)", async () => {
      const anna = await signedIn("anna");
      await app.signOut();
      const bert = await signedIn("bert");
      await legacy.forget(anna, signal);
      expect(await look()).toEqual(bert);
    });
  });
}
