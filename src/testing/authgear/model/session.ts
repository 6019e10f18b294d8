/** Why a session is over. */
export type SessionEnd =
  "revoke-endpoint" | "administrator" | "user-disabled" | "user-anonymized" | "user-deleted";

/** An offline grant. Times in milliseconds; tokens only as SHA-256. */
export interface Session {
  id: string;
  userID: string;
  clientID: string;
  /** The row that says the user allows the client; a session whose row is missing is useless. */
  authorizationID: string;
  scopes: string[];
  createdBy: "createSession" | "authorization_code";
  createdAt: number;
  createdByIP: string;
  authTime: number;
  lastAccessedAt: number;
  lastAccessedByIP: string;
  deviceInfo: Record<string, unknown> | undefined;
  tokenHash: string;
  /** Hash that the last rotation replaced; only a fault switch looks at it. */
  previousTokenHash: string | undefined;
  endedAt: number | undefined;
  endedBy: SessionEnd | undefined;
}

/** An access token that was handed out. */
export interface AccessToken {
  sessionID: string;
  expiresAt: number;
}

export const FULL_ACCESS = "https://authgear.com/scopes/full-access";
/** All of userinfo but what is kept for first parties; every client may ask for it. */
export const FULL_USERINFO = "https://authgear.com/scopes/full-userinfo";
