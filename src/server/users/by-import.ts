import { wrongOption } from "../wrong-option.js";
import { checkLegacyID, createMissingUser, type LegacyIDOptions } from "./create-missing.js";
import type { MapUser } from "./map-user.js";
import { recordedUser } from "./recorded-user.js";

export interface ByImportOptions {
  /**
   * Creates who is not recorded, if the legacy provider verified an e-mail address that nobody has at Authgear yet; the new user is given the legacy
   * id in this attribute. Default: nobody is created.
   */
  createMissing?: LegacyIDOptions;
}

/**
 * Knows a legacy user by what was recorded at the import (`recordImport`), and nothing else. One Admin query at most, two mutations more where a
 * user is created.
 * @throws TypeError naming the option that cannot work.
 */
export function byImport({ createMissing }: ByImportOptions = {}): MapUser {
  if (createMissing !== undefined && (typeof createMissing !== "object" || createMissing === null)) {
    throw wrongOption("createMissing", createMissing, "give { attribute }, or leave it out");
  }
  const creating = createMissing && checkLegacyID(createMissing, "createMissing.");
  return async (claims, context) => {
    const recorded = await context.account.find();
    if (recorded !== null) return recordedUser(claims, context, recorded);
    return creating ? createMissingUser(claims, context, creating) : { refuse: "user-not-found" };
  };
}
