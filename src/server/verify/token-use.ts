import { asRecord } from "../as-record.js";
import { wrongOption } from "../wrong-option.js";

/**
 * Which kind of token a verifier takes, and how its provider marks that kind.
 *
 * - `"access_token"`: header `typ` is `at+jwt` (RFC 9068).
 * - `"id_token"`: header `typ` is absent or `JWT`, every audience is an accepted one, `azp` (if present, needed with several audiences)
 *   too (OpenID Connect Core 3.1.3.7), and nothing marks it as an access token (`scope`, `scp`, `token_use`).
 * - The long form, for providers with marks of their own: `typ` replaces the rule for the header, `claims` are constants that the
 *   payload must hold. Auth0: `{ kind: "access_token", typ: "JWT" }`; Keycloak: `{ kind: "access_token", typ: "JWT", claims: { typ:
 *   "Bearer" } }`; Amazon Cognito: `{ kind: "id_token", claims: { token_use: "id" } }`.
 *
 * Always refused: an access token with `nonce`, `at_hash` or `c_hash` (an ID token); a token of a client for itself (`sub` equal to
 * `client_id` or `azp`, `gty: client-credentials`, `idtyp: app`); a logout or event token (`events`); a sender-constrained token
 * (`cnf`), whose possession is not proven here.
 */
export type TokenUse =
  TokenKind | { kind: TokenKind; typ?: string; claims?: Readonly<Record<string, string>> };

export type TokenKind = "access_token" | "id_token";

export interface PinnedTokenUse {
  kind: TokenKind;
  typ: string | undefined;
  claims: Readonly<Record<string, string>>;
}

type Payload = Readonly<Record<string, unknown>>;

/** @throws TypeError naming the option. */
export function checkTokenUse(use: unknown): PinnedTokenUse {
  const { kind, typ, claims } = asRecord(typeof use === "string" ? { kind: use } : use);
  if (kind !== "access_token" && kind !== "id_token") {
    throw wrongOption("use", kind, 'say "access_token" or "id_token"');
  }
  if (typ !== undefined && (typeof typ !== "string" || typ === ""))
    throw wrongOption("use.typ", typ, "give a text");
  const constants = Object.entries(asRecord(claims)).map(([name, value]): [string, string] => {
    if (typeof value !== "string")
      throw wrongOption(`use.claims.${name}`, value, "give the text that it must be");
    return [name, value];
  });
  return { kind, typ: typ?.toLowerCase(), claims: Object.fromEntries(constants) };
}

/** Why this is not a token of a person for the pinned use; `undefined` if it is. `audience` are the accepted ones. */
export function judgeTokenUse(
  use: PinnedTokenUse,
  header: Payload,
  payload: Payload,
  audience: readonly string[],
): string | undefined {
  if (!fitsTyp(use, header.typ)) return "typ";
  if (Object.entries(use.claims).some(([name, value]) => payload[name] !== value)) return "token-use";
  if ("events" in payload) return "event-token";
  if ("cnf" in payload) return "sender-constrained";
  if (isOfClient(payload)) return "client-credentials";
  if (use.kind === "access_token") {
    return "nonce" in payload || "at_hash" in payload || "c_hash" in payload ? "id-token" : undefined;
  }
  return judgeIDToken(payload, audience);
}

/** A token that a client got for itself: no person stands behind it. */
export function isOfClient({ sub, client_id, azp, gty, idtyp }: Payload): boolean {
  const grants: unknown[] = Array.isArray(gty) ? gty : [gty];
  return (
    sub === (client_id ?? azp) || sub === azp || grants.includes("client-credentials") || idtyp === "app"
  );
}

function judgeIDToken(payload: Payload, audience: readonly string[]): string | undefined {
  if ("scope" in payload || "scp" in payload || payload.token_use === "access") return "access-token";
  const { aud, azp } = payload;
  if (Array.isArray(aud) && aud.some((member) => !audience.includes(String(member))))
    return "foreign-audience";
  if (azp === undefined) return Array.isArray(aud) && aud.length > 1 ? "azp" : undefined;
  return typeof azp === "string" && audience.includes(azp) ? undefined : "azp";
}

function fitsTyp(use: PinnedTokenUse, typ: unknown): boolean {
  // RFC 7515 section 4.1.9: "application/" may be left out.
  const actual = typeof typ === "string" ? typ.toLowerCase().replace(/^application\//, "") : typ;
  if (use.typ !== undefined) return actual === use.typ;
  return use.kind === "access_token" ? actual === "at+jwt" : actual === undefined || actual === "jwt";
}
