import type { AuthgearServer, AuthgearUser } from "../../../src/server/authgear-admin/authgear-server.js";
import type { MapUserContext } from "../../../src/server/users/map-user.js";
import type { LegacyClaims } from "../../../src/server/verify/verifier.js";

export const CLAIMS: LegacyClaims = {
  name: "legacy",
  issuer: "https://legacy.example",
  subject: "auth0|1",
  sessionId: "session-1",
  authTime: 1000,
  issuedAt: 2000,
  expiresAt: 3000,
  loginID: { key: "email", value: "user@example.com" },
  emailVerified: true,
};

export const USER: AuthgearUser = {
  id: "8b0f5b7e-7d5e-4a44-9d3f-2f9b7e6f7c11",
  isDisabled: false,
  customAttributes: { legacy_id: "auth0|1" },
};

export interface Mapping {
  context: MapUserContext;
  /** Each Admin query that was made. */
  queries: unknown[];
  /** What was recorded. */
  claimed: string[];
}

/** A project with one user at most, and an entry of `legacy_account`. */
export function mapping(options: {
  user?: AuthgearUser | null;
  recorded?: string | null;
  /** The user already belongs to somebody else. */
  taken?: boolean;
  sessions?: boolean;
}): Mapping {
  const { user = null, recorded = null, taken = false, sessions = false } = options;
  const queries: unknown[] = [];
  const claimed: string[] = [];
  const unused = (): never => {
    throw new Error("not part of a look-up");
  };
  const authgear: AuthgearServer = {
    userByID: async (id, ask) => {
      queries.push({ id, ...ask });
      return user?.id === id ? user : null;
    },
    userByLoginID: async (loginID, ask) => {
      queries.push({ loginID, ...ask });
      return user;
    },
    createUser: unused,
    setCustomAttributes: unused,
    createSession: unused,
    revokeSession: unused,
    userinfo: unused,
    acceptsRefreshToken: unused,
  };
  const account = {
    find: async () => recorded,
    reserve: unused,
    claim: async (sub: string) => {
      claimed.push(sub);
      return !taken;
    },
  };
  return { context: { authgear, account, sessions }, queries, claimed };
}
