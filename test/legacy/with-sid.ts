import type { Configuration } from "oidc-provider";

/** One public client whose ID tokens name the session (`sid`), and whose refresh tokens outlive it. */
export function withSid(client_id: string, redirect_uris: string[]): Configuration {
  return {
    clients: [
      {
        client_id,
        redirect_uris,
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        backchannel_logout_uri: "https://app.example/unused",
        backchannel_logout_session_required: true,
      },
    ],
    expiresWithSession: () => false,
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, asking, token) => token.clientId === asking.clientId,
      },
    },
  };
}
