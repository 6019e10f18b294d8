import type { ServerProblem } from "../server-problem.js";
import { jwtVerifier } from "../verify/jwt-verifier.js";
import { parseJWT } from "../verify/parse-jwt.js";
import { authgearUserinfo } from "./authgear-userinfo.js";
import type { SessionResolverSettings } from "./session-resolver-options.js";

/** `not-authgears`: somebody else may know the token. */
export type AuthgearAnswer = { sub: string } | ServerProblem | "not-authgears";

/** Authgear's opaque access tokens: nothing but 32 letters and digits (contract: token endpoint). */
const OPAQUE = /^[0-9A-Za-z]{32}$/;

/**
 * Judges Authgear's own access tokens: a JWT by its signature, `iss`, `aud`, `typ: at+jwt` (RFC 9068) and `client_id`; an opaque one by asking
 * Authgear. A JWT is good until it expires, also where its session has ended since.
 */
export function authgearAccessToken(
  settings: SessionResolverSettings,
): (token: string) => Promise<AuthgearAnswer> {
  const { endpoint, clientIDs, fetch, now } = settings;
  const verifier = jwtVerifier({
    name: "authgear",
    issuer: endpoint,
    audience: endpoint,
    jwks: { url: `${endpoint}/oauth2/jwks` },
    algorithms: ["RS256"],
    use: "access_token",
    session: "subject",
    liveness: "none",
    now,
    ...(fetch ? { fetch } : {}),
  });
  const userinfo = authgearUserinfo({ endpoint, fetch, now });

  return async (token) => {
    if (verifier.claims({ token })) {
      const signal = new AbortController().signal;
      const result = await verifier.verify({ token }, { purpose: "resolve", signal });
      if (!result.ok) return result;
      const client = parseJWT(token)?.payload.client_id;
      const served = typeof client === "string" && clientIDs.includes(client);
      return served ? { sub: result.claims.subject } : { problem: "invalid-token", why: "client" };
    }
    if (!settings.opaqueTokens || !OPAQUE.test(token)) return "not-authgears";
    const answer = await userinfo(token);
    // A legacy token may look like one of Authgear's.
    return "problem" in answer && answer.why === "refused" ? "not-authgears" : answer;
  };
}
