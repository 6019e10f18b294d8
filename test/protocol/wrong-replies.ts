import type { ExchangeReply } from "../../src/protocol/wire.js";

/** A whole reply to an exchange. */
export function replyBody(): ExchangeReply {
  return {
    protocol: 1,
    migration_id: "7b0f6d5e-4a86-4a55-9a54-0d6f1f5b9f01",
    confirmation: "c".repeat(43),
    user: { sub: "user-1" },
    session: {
      token_type: "Bearer",
      refresh_token: "sid-1.secret",
      access_token: "access-1",
      expires_in: 1790,
      verified: true,
    },
    legacy_revocation: "client",
  };
}

const but = (change: Record<string, unknown>): unknown => ({ ...replyBody(), ...change });
const session = (change: Record<string, unknown>): unknown =>
  but({ session: { ...replyBody().session, ...change } });

/** What a 200 can hold that is no reply of ours, by what it is. */
export const WRONG_REPLIES: readonly (readonly [string, unknown])[] = [
  ["nothing", undefined],
  ["null", null],
  ["true", true],
  ["a text", "ok"],
  ["a list", [replyBody()]],
  ["an empty object", {}],
  ["a login page's JSON", { error: "login_required" }],
  ["a body without protocol", but({ protocol: undefined })],
  ["a later protocol", but({ protocol: 2 })],
  ["a protocol in quotes", but({ protocol: "1" })],
  ["a body without migration_id", but({ migration_id: undefined })],
  ["an empty confirmation", but({ confirmation: "" })],
  ["a confirmation that is a number", but({ confirmation: 5 })],
  ["a body without user", but({ user: null })],
  ["a user without sub", but({ user: {} })],
  ["a sub that is a number", but({ user: { sub: 1 } })],
  ["a body without session", but({ session: undefined })],
  ["a session that is a list", but({ session: [replyBody().session] })],
  ["a session without refresh token", session({ refresh_token: undefined })],
  ["an empty refresh token", session({ refresh_token: "" })],
  ["a refresh token without a session id", session({ refresh_token: "secret" })],
  ["a refresh token that is a JWT", session({ refresh_token: "a.b.c" })],
  ["a refresh token in quotes", session({ refresh_token: '"sid-1.secret"' })],
  ["a refresh token with a space", session({ refresh_token: "Bearer sid-1.secret" })],
  ["a refresh token that is an object", session({ refresh_token: {} })],
  ["an access token that is a number", session({ access_token: 5 })],
  ["an empty access token", session({ access_token: "" })],
  ["an access token without its life", session({ expires_in: undefined })],
  ["an access token that is over", session({ expires_in: 0 })],
  ["a life that is a word", session({ expires_in: "soon" })],
  ["a session that is not said to be verified", session({ verified: undefined })],
  ["verified in quotes", session({ verified: "true" })],
  ["no word on who ends the legacy session", but({ legacy_revocation: undefined })],
  ["an unknown word on it", but({ legacy_revocation: "all-devices" })],
];
