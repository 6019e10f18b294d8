/** A login ID or an identity at an OAuth provider. */
export type Identity = { id: string; createdAt: number; updatedAt: number } & (
  | { type: "login_id"; key: LoginIDKey; value: string; original: string }
  | { type: "oauth"; alias: string; subject: string; email?: string }
);

export type LoginIDKey = "email" | "phone" | "username";

/** A way to authenticate. Passwords are kept as given: this is an emulator. */
export interface Authenticator {
  id: string;
  type: "password" | "oob_otp_email" | "oob_otp_sms";
  kind: "primary";
  createdAt: number;
  updatedAt: number;
}

/** A user of the emulated project; times in milliseconds. */
export interface User {
  id: string;
  createdAt: number;
  updatedAt: number;
  lastLoginAt: number | undefined;
  identities: Identity[];
  authenticators: Authenticator[];
  password: string | undefined;
  verifiedClaims: string[];
  standardAttributes: Record<string, unknown>;
  customAttributes: Record<string, unknown>;
  disabled: boolean;
  disableReason: string | undefined;
  temporarilyDisabledFrom: number | undefined;
  temporarilyDisabledUntil: number | undefined;
  accountValidFrom: number | undefined;
  accountValidUntil: number | undefined;
  anonymized: boolean;
}

export function emptyUser(now: number): User {
  return {
    id: crypto.randomUUID(),
    createdAt: now,
    updatedAt: now,
    lastLoginAt: undefined,
    identities: [],
    authenticators: [],
    password: undefined,
    verifiedClaims: [],
    standardAttributes: {},
    customAttributes: {},
    disabled: false,
    disableReason: undefined,
    temporarilyDisabledFrom: undefined,
    temporarilyDisabledUntil: undefined,
    accountValidFrom: undefined,
    accountValidUntil: undefined,
    anonymized: false,
  };
}

/** What the Admin API calls `isDisabled`: true for every abnormal state (contract section 5). */
export function isDisabled(user: User, now: number): boolean {
  if (user.disabled || user.anonymized) return true;
  if (user.temporarilyDisabledFrom !== undefined && user.temporarilyDisabledUntil !== undefined) {
    if (now >= user.temporarilyDisabledFrom && now < user.temporarilyDisabledUntil) return true;
  }
  if (user.accountValidFrom !== undefined && now < user.accountValidFrom) return true;
  return user.accountValidUntil !== undefined && now >= user.accountValidUntil;
}

/** The login ID values a user holds under a key, normalised. */
export function loginIDValues(user: User, key: LoginIDKey): string[] {
  return user.identities.flatMap((identity) =>
    identity.type === "login_id" && identity.key === key ? [identity.value] : [],
  );
}
