import { LEEWAY_S, numericDate } from "./token-times.js";
import type { LegacyClaims } from "./verifier.js";

/** When and how the user signed in, as far as the claims say; what has the wrong form is left out, so that policy sees less. */
export function readLogIn(
  { auth_time, amr }: Readonly<Record<string, unknown>>,
  issuedAt: number,
): Pick<LegacyClaims, "authTime" | "amr"> {
  const authTime = numericDate(auth_time);
  return {
    // A log-in of the future would outrank every later change of the password.
    ...(authTime === undefined || authTime > issuedAt + LEEWAY_S ? {} : { authTime }),
    ...(Array.isArray(amr) ? { amr: amr.filter((method) => typeof method === "string") } : {}),
  };
}
