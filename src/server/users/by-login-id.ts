import { checkText, wrongOption } from "../wrong-option.js";
import type { LegacyClaims } from "../verify/verifier.js";
import { recordedUser } from "./by-import.js";
import { judgeUser } from "./judge-user.js";
import type { MapUser } from "./map-user.js";

export interface ByLoginIDOptions {
  /**
   * Authgear custom attribute that holds the user's id at the legacy provider. It must be hidden or read-only for end users:
   * whoever can write it can take over accounts.
   */
  attribute: string;
  /** The id as the attribute holds it; default the legacy subject. Needed where two legacy issuers could use the same id. */
  legacyID?: (claims: LegacyClaims) => string;
}

/**
 * Finds a user who is not recorded yet by the login id, and believes it only if the legacy provider verified the e-mail address and
 * the custom attribute holds the legacy id (Z4); records the pair. One Admin query.
 * @throws TypeError without a usable `attribute`.
 */
export function byLoginID(options: ByLoginIDOptions): MapUser {
  const fix = "name the custom attribute that holds the legacy user id";
  const attribute = checkText("attribute", options.attribute, fix);
  if (options.legacyID !== undefined && typeof options.legacyID !== "function") {
    throw wrongOption("legacyID", options.legacyID, "give a function of the claims, or leave it out");
  }
  const legacyID = options.legacyID ?? ((claims: LegacyClaims) => claims.subject);
  return async (claims, context) => {
    const recorded = await context.account.find();
    if (recorded !== null) return recordedUser(claims, context, recorded);
    const { loginID } = claims;
    if (!loginID) return { refuse: "user-not-found" };
    if (loginID.key === "email" && claims.emailVerified !== true) return { refuse: "account-mismatch" };
    const user = await context.authgear.userByLoginID(loginID, { sessions: context.sessions });
    if (!user) return { refuse: "user-not-found" };
    // Nothing must not match an attribute that is not there.
    const id: unknown = legacyID(claims);
    if (typeof id !== "string" || id === "" || user.customAttributes[attribute] !== id)
      return { refuse: "account-mismatch" };
    const refusal = judgeUser(claims, user);
    if (refusal) return refusal;
    return (await context.account.claim(user.id)) ? user : { refuse: "account-mismatch" };
  };
}
