import { afterEach, beforeEach, expect, vi } from "vitest";
import type { LegacyProvider } from "../../src/migration/provider.js";

export interface TokenSession {
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

/** What a test of the contract works with, anew for each test. */
export interface Bench {
  readonly app: AppUnderTest;
  readonly legacy: LegacyProvider;
  /** Reads, and holds the hint against it. Some SDKs try again for half a minute: no answer in time is one too. */
  look(options?: { fresh?: boolean; forMs?: number }): Promise<TokenSession | null | undefined>;
  signedIn(account?: string): Promise<TokenSession>;
}

export const signal: AbortSignal = new AbortController().signal;

/** By then every token has expired. */
export function inTwoHours(): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 7_200_000 });
}

/** Sets a new app up before each test, and sees after it that nothing left the page. */
export function useApp(start: () => Promise<AppUnderTest>): Bench {
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
    vi.useRealTimers();
    expect(location.href, "never a redirect").toBe("http://app.localhost/");
    expect(open, "never a popup").not.toHaveBeenCalled();
    localStorage.clear();
    sessionStorage.clear();
  });

  const look: Bench["look"] = async ({ forMs = 20_000, ...options } = {}) => {
    const hint = legacy.hint?.();
    const read = Promise.resolve(legacy.read(signal, options)).catch(() => undefined);
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, forMs));
    const found = await Promise.race([read, late]);
    expect(hint === false && found !== null, "a hint of nobody where somebody may be there").toBe(false);
    return found as TokenSession | null | undefined;
  };
  return {
    get app() {
      return app;
    },
    get legacy() {
      return legacy;
    },
    look,
    async signedIn(account = "anna") {
      await app.signIn(account);
      const session = await look();
      if (!session) throw new Error("Nobody is signed in");
      return session;
    },
  };
}
