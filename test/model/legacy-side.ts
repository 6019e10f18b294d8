import type { LegacyProvider, LegacySession } from "../../src/migration/provider.js";
import type { LegacyRevoker } from "../../src/server/legacy-revoker.js";
import type { LegacyCredential, Verifier } from "../../src/server/verify/verifier.js";

export const VERIFIER = "legacy";
export const ISSUER = "https://legacy.example";

/** One log-in at the old provider. */
export interface LegacyLogin {
  name: string;
  user: string;
  alive: boolean;
  /** Unix seconds. */
  authTime: number;
}

/** The old provider: its sessions, and what it keeps in this browser. */
export interface LegacySide {
  logins: Map<string, LegacyLogin>;
  /** Name of the session whose credential this browser holds, and how often it was refreshed. */
  held: { name: string; refreshes: number } | null;
  login(user: string): string;
  /** The session that a credential is of. */
  nameOf(session: LegacySession | LegacyCredential | null | undefined): string | undefined;
  /** What the provider's SDK reads now. */
  session(): LegacySession | null;
  /** The `Cookie` header that goes with a request. */
  cookie(): string;
  verifier: Verifier;
  revoker: LegacyRevoker;
}

/** Every legacy credential begins so. */
export const SECRET_MARK = "legacy-secret";

export function createLegacySide(options: {
  credential: "token" | "cookie";
  knowsAuthTime: boolean;
  now: () => number;
  /** A server-side revocation reached the provider. */
  onRevoked: (name: string) => void;
}): LegacySide {
  const { credential, knowsAuthTime, now, onRevoked } = options;
  const nameIn = (text: string): string | undefined => new RegExp(`${SECRET_MARK}\\.(\\w+)`).exec(text)?.[1];
  const text = (): string => (side.held ? `${SECRET_MARK}.${side.held.name}.${side.held.refreshes}` : "");
  const seconds = (): number => Math.floor(now() / 1000);
  const side: LegacySide = {
    logins: new Map(),
    held: null,
    login(user) {
      const name = `${user}${side.logins.size + 1}`;
      side.logins.set(name, { name, user, alive: true, authTime: seconds() });
      side.held = { name, refreshes: 0 };
      return name;
    },
    nameOf(session) {
      if (!session) return undefined;
      if ("token" in session) return nameIn(session.token);
      return session.cookie === true ? side.held?.name : nameIn(session.cookie);
    },
    session() {
      if (!side.held) return null;
      return credential === "cookie" ? { cookie: true } : { token: text() };
    },
    cookie: () => (credential === "cookie" ? text() : ""),
    verifier: {
      name: VERIFIER,
      claims: () => true,
      async verify(given, { purpose }) {
        const login = side.logins.get(side.nameOf(given) ?? "");
        const good = login && (login.alive || purpose === "sign-out");
        if (!good) return { ok: false, problem: "invalid-token", why: "dead" };
        const claims = {
          name: VERIFIER,
          issuer: ISSUER,
          subject: login.user,
          sessionId: login.name,
          issuedAt: seconds(),
          expiresAt: seconds() + 3600,
        };
        return { ok: true, claims: knowsAuthTime ? { ...claims, authTime: login.authTime } : claims };
      },
    },
    async revoker({ credential: given }) {
      const name = side.nameOf(given) ?? "";
      onRevoked(name);
      const login = side.logins.get(name);
      if (login) login.alive = false;
    },
  };
  return side;
}

/** What a page gets: the provider's SDK in this browser. Its way out goes over the network. */
export function providerOf(
  side: LegacySide,
  options: {
    hint: boolean;
    canRevoke: boolean;
    local: (label: string) => Promise<void>;
    send: (label: string, effect: () => Promise<void>) => Promise<void>;
    onRevoked: (name: string) => void;
  },
): LegacyProvider {
  const { hint, canRevoke, local, send, onRevoked } = options;
  return {
    name: VERIFIER,
    ...(hint && { hint: () => side.held !== null }),
    async read(_, more = {}) {
      await local("reads the legacy session");
      if (more.fresh && side.held) side.held.refreshes += 1;
      return side.session();
    },
    ...(canRevoke && {
      async revoke(session: LegacySession) {
        const name = side.nameOf(session);
        await send("legacy logout", async () => {
          if (name === undefined) return;
          onRevoked(name);
          const login = side.logins.get(name);
          if (login) login.alive = false;
        });
      },
    }),
    async forget(session) {
      await local("forgets the legacy session");
      if (side.held && side.nameOf(session) === side.held.name) side.held = null;
    },
  };
}
