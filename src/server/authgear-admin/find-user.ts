import { asRecord } from "../as-record.js";
import type { AdminError, AdminGraphQL } from "./admin-graphql.js";
import { AuthgearUnavailable, type AuthgearServer, type AuthgearUser } from "./authgear-server.js";
import * as documents from "./documents.js";
import { nodeID } from "./node-id.js";
import { parseSessionPage, parseUser } from "./parse-user.js";

/** More sessions than a person has: an answer that pages for ever must end. */
const MAX_PAGES = 50;

/** Without and with the sessions. */
const BY_LOGIN_ID = {
  plain: [documents.USER_BY_LOGIN_ID, documents.USER_BY_LOGIN_ID_WITH_SESSIONS],
  start: [documents.USER_BY_LOGIN_ID_WITH_START, documents.USER_BY_LOGIN_ID_WITH_BOTH],
} as const;

/** The two look-ups: one query each, and one more for each further page of sessions, all inside one deadline. */
export function findUser(
  graphql: AdminGraphQL,
  clock: { deadlineMs: number; now: () => number },
): Pick<AuthgearServer, "userByID" | "userByLoginID"> {
  return {
    async userByID(id, ask) {
      const until = clock.now() + clock.deadlineMs;
      const document = ask.sessions ? documents.USER_BY_ID_WITH_SESSIONS : documents.USER_BY_ID;
      const { data, errors } = await graphql(document, { id: nodeID("User", id) }, clock.deadlineMs);
      if (errors.length > 0) throw refused(errors);
      const user = await complete(data.node, ask.sessions, until);
      if (user && user.id !== id) throw new AuthgearUnavailable("unexpected-answer");
      return user;
    },
    async userByLoginID({ key, value }, ask) {
      const until = clock.now() + clock.deadlineMs;
      const document = BY_LOGIN_ID[ask.validFrom === true ? "start" : "plain"][ask.sessions ? 1 : 0];
      const { data, errors } = await graphql(document, { key, value }, clock.deadlineMs);
      if (errors.some(isUnusableValue)) return null;
      if (errors.length > 0) throw refused(errors);
      return complete(data.getUserByLoginID, ask.sessions, until);
    },
  };

  async function complete(node: unknown, withSessions: boolean, until: number): Promise<AuthgearUser | null> {
    if (node === null) return null;
    const user = parseUser(node);
    if (!withSessions) return user;
    const first = parseSessionPage(node);
    const sessions = [...first.sessions];
    let next = first.next;
    for (let page = 1; next !== undefined; page++) {
      const left = until - clock.now();
      if (page >= MAX_PAGES || left <= 0) throw new AuthgearUnavailable("timeout");
      const variables = { id: nodeID("User", user.id), after: next };
      const { data, errors } = await graphql(documents.MORE_SESSIONS, variables, left);
      if (errors.length > 0) throw refused(errors);
      const more = parseSessionPage(asRecord(data.node));
      sessions.push(...more.sessions);
      next = more.next;
    }
    return { ...user, sessions };
  }
}

/** A value that cannot be a login id belongs to nobody (contract section 5). */
function isUnusableValue(error: AdminError): boolean {
  return error.reason === "GetUsersInvalidArgument" && error.message === "invalid Login ID value";
}

function refused(errors: readonly AdminError[]): AuthgearUnavailable {
  if (errors.some((error) => error.bare)) return new AuthgearUnavailable("unexpected-error");
  const badKey = errors.some((error) => error.reason === "GetUsersInvalidArgument");
  return new AuthgearUnavailable(badKey ? "unknown-login-id-key" : "refused", { retryAfter: 300 });
}
