import type { ProblemType } from "../../../src/protocol/problem.js";

/** The address that the victim has at Authgear. */
export const VICTIM_EMAIL = "kim.victim@example.com";

/** What a legacy user who is not the victim has as claims; signed by the provider, so true at the legacy side. */
export interface LoginIDAttack {
  claims: Record<string, unknown>;
  problem: ProblemType;
  /** Calls to Authgear. Default: the look-up alone. */
  calls?: readonly string[];
}

const verified = (email: unknown): { claims: Record<string, unknown> } => ({
  claims: { email, email_verified: true },
});
/** Authgear takes it for the victim's address: the legacy id in the attribute does not fit. */
const mismatch = { problem: "account-mismatch" } as const;
/** Authgear takes it for another address, which nobody has. */
const nobody = { problem: "user-not-found" } as const;
const unasked = { calls: [] } as const;

export const LOGIN_ID_ATTACKS: Readonly<Record<string, LoginIDAttack>> = {
  "the victim's address": { ...verified(VICTIM_EMAIL), ...mismatch },
  "in capitals": { ...verified("KIM.VICTIM@EXAMPLE.COM"), ...mismatch },
  "fullwidth letters, which NFKC makes plain": { ...verified("ｋｉｍ.victim@example.com"), ...mismatch },
  "the Kelvin sign for k": { ...verified("\u212Aim.victim@example.com"), ...mismatch },
  "dotless i": { ...verified("k\u0131m.victim@example.com"), ...nobody },
  "capital I with a dot": { ...verified("K\u0130M.victim@example.com"), ...nobody },
  "a Cyrillic letter": { ...verified("kim.vi\u0441tim@example.com"), ...nobody },
  "a zero-width blank": { ...verified("kim.victim\u200B@example.com"), ...nobody },
  "a soft hyphen": { ...verified("kim.vic\u00ADtim@example.com"), ...nobody },
  "a dot at the end": { ...verified(`${VICTIM_EMAIL}.`), ...nobody },
  "a plus": { ...verified("kim.victim+shop@example.com"), ...nobody },
  "without its dot": { ...verified("kimvictim@example.com"), ...nobody },
  "a blank before it": { ...verified(` ${VICTIM_EMAIL}`), ...nobody },
  "a line break after it": { ...verified(`${VICTIM_EMAIL}\r\nBcc: x`), ...nobody },
  "a NUL after it": { ...verified(`${VICTIM_EMAIL}\0`), ...nobody },
  "two addresses in one": { ...verified(`${VICTIM_EMAIL}, x@evil.example`), ...nobody },
  "a list of addresses": { ...verified([VICTIM_EMAIL]), ...nobody, ...unasked },
  "an object": { ...verified({ toString: VICTIM_EMAIL }), ...nobody, ...unasked },
  "an address of 400 characters": { ...verified(`${"k".repeat(400)}@example.com`), ...nobody, ...unasked },
  "not verified (Z4)": { claims: { email: VICTIM_EMAIL, email_verified: false }, ...mismatch, ...unasked },
  "verified as nobody says": { claims: { email: VICTIM_EMAIL }, ...mismatch, ...unasked },
  "verified as a number": { claims: { email: VICTIM_EMAIL, email_verified: 1 }, ...mismatch, ...unasked },
  "verified as a list": { claims: { email: VICTIM_EMAIL, email_verified: [true] }, ...mismatch, ...unasked },
  "a query instead of an address (Z8)": {
    ...verified('x"){id} evil:getUserByLoginID(loginIDKey:"email",loginIDValue:"kim.victim@example.com'),
    ...nobody,
  },
  "a mutation instead of an address": {
    ...verified('a@b.c"){id}} mutation{createSession(input:{userID:"x"}){refreshToken}} #'),
    ...nobody,
  },
  "a variable instead of an address": { ...verified("$id@example.com"), ...nobody },
  "half a character": { ...verified("kim\ud800@example.com"), ...nobody },
};
