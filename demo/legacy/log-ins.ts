import type Provider from "oidc-provider";

/** One log-in at the legacy provider, as the provider itself reports it. */
export interface LogIn {
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  revokedAt?: number;
}

/** Follows the provider's own events: who logged in, and which log-ins were revoked. Keys are the ids of log-ins. */
export function watchLogIns(provider: Provider): ReadonlyMap<string, LogIn> {
  const logIns = new Map<string, LogIn>();
  const revoked = (id: string | undefined): void => {
    const logIn = logIns.get(id ?? "");
    if (logIn) logIn.revokedAt ??= Date.now();
  };
  provider.on("grant.success", ({ oidc }) => {
    const grant = oidc.entities.Grant;
    if (!grant?.jti || !grant.accountId || logIns.has(grant.jti)) return;
    logIns.set(grant.jti, { subject: grant.accountId, at: Date.now() });
  });
  // Revoking one token takes all others of its log-in with it; a refresh replaces tokens without destroying any.
  provider.on("access_token.destroyed", ({ grantId }) => revoked(grantId));
  provider.on("refresh_token.destroyed", ({ grantId }) => revoked(grantId));
  provider.on("grant.revoked", (_ctx, id) => revoked(id));
  return logIns;
}
