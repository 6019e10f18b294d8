import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, get, type IncomingMessage, type RequestListener } from "node:http";
import Provider, { type Configuration } from "oidc-provider";
import { freePort } from "../setup/free-port.js";

export const APP = "http://app.localhost";
export const CLIENT_ID = "app";
/** A client that gets no refresh tokens. */
export const PLAIN_CLIENT_ID = "plain-app";

/** A real OpenID provider on this machine, and what can go wrong on the way to it. */
export interface LegacyProviderUnderTest {
  readonly issuer: string;
  /** Requests so far, as `POST /token`. */
  readonly requests: string[];
  /** A path whose requests are cut or answered with this status; `*` is every path. */
  readonly faults: Map<string, "cut" | number>;
  /** Follows the redirects of a log-in, without a question, back to the app; the cookies are the browser's. */
  browse(url: string, cookies?: Map<string, string>): Promise<string>;
  /** Whether the provider still takes this access token. */
  accepts(accessToken: string): Promise<boolean>;
  close(): void;
}

/** `more`: what is other than in an ordinary OpenID provider. */
export async function startLegacyProvider(
  more: Configuration = {},
  suffix: "" | "/" = "",
): Promise<LegacyProviderUnderTest> {
  const port = await freePort();
  const issuer = `http://localhost:${port}${suffix}`;
  const provider = createProvider(issuer, more);
  const requests: string[] = [];
  const faults: LegacyProviderUnderTest["faults"] = new Map();
  const listener = answer(provider);
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0] ?? "";
    const fault = faults.get(path) ?? faults.get("*");
    if (request.method !== "OPTIONS") requests.push(`${request.method} ${path}`);
    if (fault === "cut") request.socket.destroy();
    else if (typeof fault === "number" && request.method !== "OPTIONS") {
      response.writeHead(fault, { "access-control-allow-origin": "*" }).end();
    } else listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, resolve));
  return {
    issuer,
    requests,
    faults,
    browse,
    accepts: async (token) =>
      (await hop(new URL("/me", issuer).href, { authorization: `Bearer ${token}` })).statusCode === 200,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function createProvider(issuer: string, more: Configuration): Provider {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const client = { token_endpoint_auth_method: "none", redirect_uris: [`${APP}/callback`] } as const;
  const provider = new Provider(issuer, {
    clients: [
      { ...client, client_id: CLIENT_ID, grant_types: ["authorization_code", "refresh_token"] },
      { ...client, client_id: PLAIN_CLIENT_ID, grant_types: ["authorization_code"] },
    ],
    clientBasedCORS: () => true,
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), alg: "RS256", use: "sig" }] },
    ttl: {
      AccessToken: 3600,
      IdToken: 3600,
      RefreshToken: 86_400,
      Session: 60,
      Grant: 86_400,
      Interaction: 60,
    },
    issueRefreshToken: (_ctx, asking) => asking.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: true,
    interactions: { url: (_ctx, { uid }) => `/login/${uid}` },
    features: {
      devInteractions: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, asking, token) => token.clientId === asking.clientId,
      },
    },
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    // Each log-in is a grant of its own: one can be revoked and leave the others alone.
    async loadExistingGrant({ oidc }) {
      if (!oidc.client || !oidc.session?.accountId) return undefined;
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope("openid");
      await grant.save();
      return grant;
    },
    ...more,
  });
  return provider;
}

/** The provider with a log-in that asks nothing: the account is the one that the app hints at. */
function answer(provider: Provider): RequestListener {
  const protocol = provider.callback();
  return (request, response) => {
    if (!request.url?.startsWith("/login/")) return void protocol(request, response);
    void provider.interactionDetails(request, response).then(({ params }) => {
      const accountId = String(params["login_hint"]);
      return provider.interactionFinished(request, response, { login: { accountId } });
    });
  };
}

// By hand, because only a browser's own navigation sees redirects and cookies.
async function browse(start: string, cookies: Map<string, string> = new Map()): Promise<string> {
  let url = start;
  while (!url.startsWith(APP)) {
    const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
    const { headers, statusCode } = await hop(url, { cookie });
    for (const line of headers["set-cookie"] ?? []) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    if (!headers.location) throw new Error(`The log-in ended with status ${statusCode}`);
    url = new URL(headers.location, url).href;
  }
  return url;
}

function hop(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) => resolve(response.resume())).on("error", reject);
  });
}
