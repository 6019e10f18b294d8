import type { AuthgearUser } from "../authgear-admin/authgear-server.js";
import { checkText, wrongOption } from "../wrong-option.js";
import type { LegacyClaims } from "../verify/verifier.js";
import { judgeUser } from "./judge-user.js";
import type { MapUserContext, Refusal } from "./map-user.js";
import { recordedUser } from "./recorded-user.js";

/** Where the id of a legacy user stands at Authgear. */
export interface LegacyIDOptions {
  /**
   * Authgear custom attribute that holds the user's id at the legacy provider. It must be hidden or read-only for end users:
   * whoever can write it can take over accounts.
   */
  attribute: string;
  /** The id as the attribute holds it; default the legacy subject. Needed where two legacy issuers could use the same id. */
  legacyID?: (claims: LegacyClaims) => string;
}

export interface LegacyIDSettings {
  attribute: string;
  /** `undefined` where there is none: nothing must not match an attribute that is not there. */
  legacyID: (claims: LegacyClaims) => string | undefined;
}

/** @throws TypeError naming the option. */
export function checkLegacyID(options: LegacyIDOptions, path = ""): LegacyIDSettings {
  const fix = "name the custom attribute that holds the legacy user id";
  const attribute = checkText(`${path}attribute`, options.attribute, fix);
  const { legacyID = ({ subject }: LegacyClaims): string => subject } = options;
  if (typeof legacyID !== "function") {
    throw wrongOption(`${path}legacyID`, legacyID, "give a function of the claims, or leave it out");
  }
  const read = (claims: LegacyClaims): string | undefined => {
    const id: unknown = legacyID(claims);
    return typeof id === "string" && id !== "" ? id : undefined;
  };
  return { attribute, legacyID: read };
}

/**
 * Creates a user who is not at Authgear, with the verified e-mail address and nothing else, gives it the legacy id, and records it. Two
 * mutations: a crash between them leaves a user that only the mark tells from a stranger's, since nobody but an administrator can set when
 * an account's valid period starts. So the mark is written down first, and a user who has the address is taken over only if it has the mark.
 */
export async function createMissingUser(
  claims: LegacyClaims,
  context: MapUserContext,
  settings: LegacyIDSettings,
): Promise<AuthgearUser | Refusal> {
  const { authgear, account, sessions } = context;
  const { loginID, emailVerified } = claims;
  // Whoever proves an address at Authgear gets its account: it must be proven here too.
  if (loginID?.key !== "email" || emailVerified !== true) return { refuse: "user-not-found" };
  const reserved = await account.reserve();
  if (!reserved) return { refuse: "account-mismatch" };
  if ("authgearSub" in reserved) return recordedUser(claims, context, reserved.authgearSub);
  // Creation trims, a look-up does not.
  const trimmed = { key: loginID.key, value: loginID.value.trim() };
  const created = await authgear.createUser({ loginID: trimmed, validFrom: reserved.mark });
  if (created === "unusable") return { refuse: "user-not-found" };
  if (created !== "taken") return giveLegacyID(claims, context, settings, created);
  const user = await authgear.userByLoginID(trimmed, { sessions, validFrom: true });
  if (user?.validFrom !== reserved.mark) return { refuse: "account-mismatch" };
  return giveLegacyID(claims, context, settings, user);
}

/** Takes over a user whom an earlier request has created for this legacy user and then left; nobody else's. */
export async function takeOverCreated(
  claims: LegacyClaims,
  context: MapUserContext,
  settings: LegacyIDSettings,
  user: AuthgearUser,
): Promise<AuthgearUser | Refusal> {
  if (user.validFrom === undefined || claims.emailVerified !== true) return { refuse: "account-mismatch" };
  const reserved = await context.account.reserve();
  // The earlier request was only slower than the look-up, and is through by now.
  if (reserved && "authgearSub" in reserved && reserved.authgearSub === user.id) {
    return recordedUser(claims, context, user.id);
  }
  const ours = reserved !== null && "mark" in reserved && reserved.mark === user.validFrom;
  return ours ? giveLegacyID(claims, context, settings, user) : { refuse: "account-mismatch" };
}

async function giveLegacyID(
  claims: LegacyClaims,
  { authgear, account }: MapUserContext,
  { attribute, legacyID }: LegacyIDSettings,
  user: AuthgearUser,
): Promise<AuthgearUser | Refusal> {
  const id = legacyID(claims);
  const held = user.customAttributes[attribute];
  if (id === undefined || (held !== undefined && held !== id)) return { refuse: "account-mismatch" };
  const refusal = judgeUser(claims, user);
  if (refusal) return refusal;
  const whole =
    held === id
      ? user
      : await authgear.setCustomAttributes(user.id, { ...user.customAttributes, [attribute]: id });
  return (await account.claim(user.id)) ? whole : { refuse: "account-mismatch" };
}
