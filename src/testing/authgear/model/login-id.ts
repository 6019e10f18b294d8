import type { Settings } from "./settings.js";
import type { LoginIDKey } from "./user.js";

const PHONE = /^\+[1-9]\d{6,14}$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const USERNAME = /^[a-z0-9_.-]+$/;

export function isLoginIDKey(key: string): key is LoginIDKey {
  return key === "email" || key === "phone" || key === "username";
}

/**
 * The form in which a login ID is compared. Nothing is trimmed: a look-up with a leading space finds nobody.
 * @returns undefined where the value cannot be normalised (contract section 5).
 */
export function normaliseLoginID(settings: Settings, key: LoginIDKey, value: string): string | undefined {
  if (key === "phone") {
    const digits = value.replaceAll(/[\s().-]/g, "");
    return PHONE.test(digits) ? digits : undefined;
  }
  if (key === "username") return value === "" ? undefined : value.normalize("NFKC").toLowerCase();
  const at = value.lastIndexOf("@");
  if (at <= 0 || at === value.length - 1) return undefined;
  let local = value.slice(0, at).normalize("NFKC");
  if (!settings.emailCaseSensitive) local = local.toLowerCase();
  if (settings.emailIgnoreDotSign) local = local.replaceAll(".", "");
  return `${local}@${value.slice(at + 1).toLowerCase()}`;
}

/** As above for a login ID that is being created: trimmed first, and checked more strictly. */
export function normaliseNewLoginID(settings: Settings, key: LoginIDKey, value: string): string | undefined {
  const trimmed = value.trim();
  if (key === "email" && !EMAIL.test(trimmed)) return undefined;
  const normalised = normaliseLoginID(settings, key, trimmed);
  if (key === "username" && normalised !== undefined && !USERNAME.test(normalised)) return undefined;
  return normalised;
}
