import type { LegacyProvider } from "../migration/provider.js";

export interface StoredTokenOptions {
  /** Where the app keeps the token. */
  key: string;
  /** The storage that holds the key. Default localStorage. */
  storage?: () => Storage;
  /** RFC 8693 section 3; default: what the exchange server expects. */
  tokenType?: string;
  /**
   * Takes the token out of what is stored, for example out of JSON. `null` = certainly nobody; `undefined`, or
   * throwing, = cannot tell. Default: what is stored is the token.
   */
  parse?: (text: string) => string | null | undefined;
  /**
   * Ends the session of this token at its issuer and no other (R2); rejects unless that is done. Left out: only the
   * server can end it.
   */
  revoke?: (token: string, signal: AbortSignal) => Promise<void>;
  /** Default `stored-token`. */
  name?: string;
}

/** What `storedToken` finds. */
export interface StoredSession {
  token: string;
  tokenType?: string;
}

/**
 * A session that is one token, kept by the app itself in localStorage or sessionStorage.
 * @throws TypeError naming an option that is wrong.
 */
export function storedToken({
  key,
  storage = () => localStorage,
  tokenType,
  parse = (text) => text,
  revoke,
  name = "stored-token",
}: StoredTokenOptions): LegacyProvider<StoredSession> {
  for (const [option, value] of Object.entries({ storage, parse, revoke, key })) {
    const right =
      option === "key" ? value && typeof value === "string" : !value || typeof value === "function";
    if (!right) throw new TypeError(`storedToken: "${option}" is missing or wrong`);
  }

  const read = (): StoredSession | null | undefined => {
    try {
      const text = storage().getItem(key);
      // An app that stores a variable without a value stores its name.
      const token = text && !/^(null|undefined)$/.test(text) ? parse(text) : null;
      if (token) return { token, ...(tokenType && { tokenType }) };
      return token === undefined ? token : null;
    } catch {
      return undefined;
    }
  };
  return {
    name,
    // A closed storage or an unreadable text hides a session perhaps.
    hint: () => read() !== null,
    read,
    ...(revoke && { revoke: ({ token }, signal) => revoke(token, signal) }),
    forget({ token }) {
      if (read()?.token === token) storage().removeItem(key);
    },
  };
}
