import { asRecord } from "../as-record.js";
import { checkText, wrongOption } from "../wrong-option.js";
import type { LegacyClaims } from "./verifier.js";

/** Which claim names the user's login id at Authgear. */
export interface LoginIDClaim {
  key: "email" | "phone" | "username";
  /** Default `email`, `phone_number` or `preferred_username` (OpenID Connect Core 5.1). */
  claim?: string;
  /** Claim that says whether the e-mail address was verified; default `email_verified`. Only for `key: "email"`. */
  verifiedClaim?: string;
}

const CLAIMS = { email: "email", phone: "phone_number", username: "preferred_username" };

/** @throws TypeError naming the option. */
export function checkLoginIDClaim(option: unknown): Required<LoginIDClaim> | undefined {
  if (option === undefined) return undefined;
  const { key, claim, verifiedClaim = "email_verified" } = asRecord(option);
  if (key !== "email" && key !== "phone" && key !== "username") {
    throw wrongOption("loginID.key", key, 'say "email", "phone" or "username"');
  }
  return {
    key,
    claim: checkText("loginID.claim", claim ?? CLAIMS[key], "name the claim"),
    verifiedClaim: checkText("loginID.verifiedClaim", verifiedClaim, "name the claim"),
  };
}

/** Login id and whether it was verified, as far as the claims say. */
export function readLoginID(
  option: Required<LoginIDClaim> | undefined,
  payload: Readonly<Record<string, unknown>>,
): Pick<LegacyClaims, "loginID" | "emailVerified"> {
  const value = option && payload[option.claim];
  if (!option || typeof value !== "string" || value === "" || value.length > 320) return {};
  const loginID = { key: option.key, value };
  if (option.key !== "email") return { loginID };
  const verified = payload[option.verifiedClaim];
  // Some providers write the truth value as a text.
  return { loginID, emailVerified: verified === true || verified === "true" };
}
