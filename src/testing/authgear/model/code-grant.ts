/** An authorization code that was not redeemed yet. */
export interface CodeGrant {
  clientID: string;
  userID: string;
  redirectURI: string;
  codeChallenge: string | undefined;
  scopes: string[];
  /** Milliseconds. */
  authTime: number;
  expiresAt: number;
}
