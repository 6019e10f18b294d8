import { unavailable } from "../server-problem.js";
import { authgearAccessToken } from "./authgear-access-token.js";
import { requestCredential, type RequestHeaders } from "./request-credential.js";
import { resolveLegacy } from "./resolve-legacy.js";
import { sessionProblem, type ResolvedSession, type SessionProblem } from "./resolved-session.js";
import { checkSessionResolverOptions, type SessionResolverOptions } from "./session-resolver-options.js";

/** null: the request brings no credential that anybody here could know. Never rejects. */
export type ResolveSession = (request: RequestHeaders) => Promise<ResolvedSession | SessionProblem | null>;

/**
 * For the app's own API while both kinds of session are about: says whose request it is, by one user id whichever kind came. Whatever cannot
 * be asked is a problem with status 503 and never "nobody", so that no outage signs anyone out.
 *
 * @example
 * const resolveSession = createSessionResolver({ authgear: { endpoint, clientIDs: ["spa"] }, verifiers, ledger, secret });
 * const session = await resolveSession(request);
 * if (!session) return new Response(null, { status: 401 });
 * if ("problem" in session) return new Response(null, { status: session.status });
 * const userID = session.userID ?? (await userOfLegacy(session.legacy));
 *
 * @throws TypeError naming the option that cannot work.
 */
export function createSessionResolver(options: SessionResolverOptions): ResolveSession {
  const settings = checkSessionResolverOptions(options);
  const authgear = authgearAccessToken(settings);

  const resolve: ResolveSession = async (request) => {
    const credential = requestCredential(request);
    if (!credential) return null;
    if ("token" in credential) {
      const answer = await authgear(credential.token);
      if (answer !== "not-authgears") {
        return "sub" in answer ? { session: "authgear", userID: answer.sub } : sessionProblem(answer);
      }
    } else if (!settings.verifiers.some((one) => one.claims(credential))) {
      return null;
    }
    const legacy = await resolveLegacy(settings, credential);
    return "problem" in legacy ? sessionProblem(legacy) : legacy;
  };

  return (request) => resolve(request).catch(() => sessionProblem(unavailable("internal")));
}
