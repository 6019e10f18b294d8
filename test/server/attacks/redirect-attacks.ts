/** A provider whose answer points elsewhere, to where the attacker's keys or answers are. */
export interface RedirectAttack {
  of: "JWKS" | "introspection";
  status: number;
  /** Default: an absolute address on the server of the attacker. */
  location?: "relative" | "of another scheme";
}

export const REDIRECT_ATTACKS: Readonly<Record<string, RedirectAttack>> = {
  "JWKS, 301": { of: "JWKS", status: 301 },
  "JWKS, 302": { of: "JWKS", status: 302 },
  "JWKS, 303": { of: "JWKS", status: 303 },
  "JWKS, 307": { of: "JWKS", status: 307 },
  "JWKS, 308": { of: "JWKS", status: 308 },
  "JWKS, to a path of its own": { of: "JWKS", status: 302, location: "relative" },
  "JWKS, to a data address": { of: "JWKS", status: 302, location: "of another scheme" },
  "introspection, 302": { of: "introspection", status: 302 },
  "introspection, 303": { of: "introspection", status: 303 },
  "introspection, 307, which would send the token along": { of: "introspection", status: 307 },
  "introspection, 308": { of: "introspection", status: 308 },
  "introspection, to a path of its own": { of: "introspection", status: 307, location: "relative" },
};
