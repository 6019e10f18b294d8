import { adminGraphQL } from "./admin-graphql.js";
import { AuthgearUnavailable, type AuthgearServer } from "./authgear-server.js";
import { checkAuthgearServerOptions, type AuthgearServerOptions } from "./authgear-server-options.js";
import { createSession } from "./create-session.js";
import { createUser } from "./create-user.js";
import { REVOKE_SESSION } from "./documents.js";
import { findUser } from "./find-user.js";
import { nodeID } from "./node-id.js";
import { proveSession } from "./prove-session.js";

/**
 * The real Authgear, by its Admin API and its public endpoints.
 * @throws TypeError naming the option that cannot work.
 */
export function createAuthgearServer(options: AuthgearServerOptions): AuthgearServer {
  const settings = checkAuthgearServerOptions(options);
  const graphql = adminGraphQL(settings);
  const clock = { deadlineMs: settings.adminMs, now: settings.now };
  return {
    ...findUser(graphql, clock),
    ...proveSession(settings),
    ...createUser(graphql, settings.adminMs),
    createSession: createSession(graphql, clock),
    async revokeSession(sessionID) {
      const variables = { sessionID: nodeID("Session", sessionID) };
      const { errors } = await graphql(REVOKE_SESSION, variables, settings.adminMs);
      if (errors.length === 0) return;
      throw new AuthgearUnavailable(errors.some((error) => error.bare) ? "unexpected-error" : "refused");
    },
  };
}
