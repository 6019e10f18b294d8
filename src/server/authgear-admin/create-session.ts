import { asRecord } from "../as-record.js";
import type { AdminError, AdminGraphQL } from "./admin-graphql.js";
import {
  AuthgearUnavailable,
  type AuthgearServer,
  type AuthgearUnavailableWhy,
  type IssuedSession,
} from "./authgear-server.js";
import { markDevice } from "./device-mark.js";
import { CREATE_SESSION } from "./documents.js";
import { nodeID } from "./node-id.js";

/**
 * `createSession` of contract section 5, marked by `deviceInfo`. Asked once more, inside the same deadline, only after the bare
 * `unexpected error`, with which a first authorization loses its race (contract fact 4).
 */
export function createSession(
  graphql: AdminGraphQL,
  clock: { deadlineMs: number; now: () => number },
): AuthgearServer["createSession"] {
  return async ({ userID, clientID, migrationID }) => {
    const variables = { userID: nodeID("User", userID), clientID, deviceInfo: markDevice(migrationID) };
    const until = clock.now() + clock.deadlineMs;
    for (const retried of [false, true]) {
      const issuedAt = clock.now();
      if (until <= issuedAt) throw new AuthgearUnavailable("timeout", { mayHaveActed: retried });
      const { data, errors } = await graphql(CREATE_SESSION, variables, until - issuedAt).catch(
        (error: unknown) => {
          throw retried ? afterFirstTry(error) : error;
        },
      );
      if (errors.length === 0) return { ...parseIssued(data.createSession), issuedAt, retried };
      if (!errors.some((error) => error.bare)) throw refused(errors, retried);
    }
    throw new AuthgearUnavailable("unexpected-error", { mayHaveActed: true });
  };
}

function parseIssued(value: unknown): Pick<IssuedSession, "refreshToken" | "accessToken" | "expiresIn"> {
  const { refreshToken, accessToken, tokenType, expiresIn } = asRecord(value);
  const usable =
    typeof refreshToken === "string" &&
    /^[^.\s]+\.[^.\s]+$/.test(refreshToken) &&
    typeof accessToken === "string" &&
    accessToken !== "" &&
    tokenType === "Bearer" &&
    typeof expiresIn === "number" &&
    Number.isInteger(expiresIn) &&
    expiresIn > 0;
  if (!usable) throw new AuthgearUnavailable("unexpected-answer", { mayHaveActed: true });
  return { refreshToken, accessToken, expiresIn };
}

/** The first call may have left a session, whatever became of the second. */
function afterFirstTry(error: unknown): unknown {
  if (!(error instanceof AuthgearUnavailable)) return error;
  return new AuthgearUnavailable(error.why, { retryAfter: error.retryAfter, mayHaveActed: true });
}

function refused(errors: readonly AdminError[], retried: boolean): AuthgearUnavailable {
  const why = errors.map(judge).find((word) => word !== "refused") ?? "refused";
  // A hook is asked while the tokens are made, after the session itself may have been stored.
  const mayHaveActed = retried || why === "hook-refused" || why === "refused";
  return new AuthgearUnavailable(why, { retryAfter: why === "user-gone" ? 30 : 300, mayHaveActed });
}

function judge({ message, reason }: AdminError): AuthgearUnavailableWhy {
  if (reason === "UserNotFound") return "user-gone";
  if (reason === "HookDisallowed") return "hook-refused";
  if (message === "CreateSession is disabled") return "create-session-disabled";
  if (message === "invalid client ID") return "unknown-client";
  if (message === "cannot create session for non-first party client") return "third-party-client";
  return "refused";
}
