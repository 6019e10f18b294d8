const SECRETS = /^(access_?token|refresh_?token|id_?token|app_session_token|confirmation)$/i;

/** The secrets in a server's answer, if it is JSON. */
export function tokensIn(text: string): readonly string[] {
  try {
    return secretsOf(JSON.parse(text));
  } catch {
    return [];
  }
}

function secretsOf(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    typeof inner === "string" ? (SECRETS.test(name) ? [inner] : []) : secretsOf(inner),
  );
}

/** Who a token was issued to. */
export interface Issued<Owner> {
  readonly owner: Owner;
  /** The Authgear session that it belongs to. */
  readonly session: string | undefined;
}

/** All tokens that the demo's servers have issued in trials. */
export interface IssuedTokens<Owner> {
  add(tokens: readonly string[], issued: Issued<Owner>): void;
  /** The first token that occurs in the text. */
  foundIn(text: string): Issued<Owner> | undefined;
  count(owner: Owner): number;
  forget(owner: Owner): void;
}

export function issuedTokens<Owner>(): IssuedTokens<Owner> {
  const issued = new Map<string, Issued<Owner>>();
  return {
    add(tokens, to) {
      for (const token of tokens) issued.set(token, to);
    },
    foundIn: (text) => [...issued].find(([token]) => text.includes(token))?.[1],
    count: (owner) => [...issued.values()].filter((each) => each.owner === owner).length,
    forget(owner) {
      for (const [token, to] of issued) if (to.owner === owner) issued.delete(token);
    },
  };
}

/** Authgear's refresh tokens begin with the id of their session. */
export function sessionOf(tokens: readonly string[]): string | undefined {
  return tokens.map((token) => /^([0-9a-f-]{36})\./.exec(token)?.[1]).find((id) => id !== undefined);
}
