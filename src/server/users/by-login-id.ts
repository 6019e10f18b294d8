import { wrongOption } from "../wrong-option.js";
import { checkLegacyID, createMissingUser, takeOverCreated, type LegacyIDOptions } from "./create-missing.js";
import { judgeUser } from "./judge-user.js";
import type { MapUser } from "./map-user.js";
import { recordedUser } from "./recorded-user.js";

export interface ByLoginIDOptions extends LegacyIDOptions {
  /** Creates who is not found, if the login id is a verified e-mail address. Default false. */
  createMissing?: boolean;
}

/**
 * Finds a user who is not recorded yet by the login id, and believes it only if the legacy provider verified the e-mail address and
 * the custom attribute holds the legacy id (Z4); records the pair. One Admin query, two mutations more where a user is created.
 * @throws TypeError naming the option that cannot work.
 */
export function byLoginID(options: ByLoginIDOptions): MapUser {
  const settings = checkLegacyID(options);
  const { createMissing = false } = options;
  if (typeof createMissing !== "boolean") {
    throw wrongOption("createMissing", createMissing, "give true or false");
  }
  return async (claims, context) => {
    const { authgear, account, sessions } = context;
    const recorded = await account.find();
    if (recorded !== null) return recordedUser(claims, context, recorded);
    const { loginID } = claims;
    if (!loginID) return { refuse: "user-not-found" };
    if (loginID.key === "email" && claims.emailVerified !== true) return { refuse: "account-mismatch" };
    const ask = createMissing ? { sessions, validFrom: true } : { sessions };
    const user = await authgear.userByLoginID(loginID, ask);
    if (!user) {
      return createMissing ? createMissingUser(claims, context, settings) : { refuse: "user-not-found" };
    }
    const held = user.customAttributes[settings.attribute];
    const id = settings.legacyID(claims);
    if (createMissing && held === undefined) return takeOverCreated(claims, context, settings, user);
    if (id === undefined || held !== id) return { refuse: "account-mismatch" };
    const refusal = judgeUser(claims, user);
    if (refusal) return refusal;
    return (await account.claim(user.id)) ? user : { refuse: "account-mismatch" };
  };
}
