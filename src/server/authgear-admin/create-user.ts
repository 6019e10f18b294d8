import { asRecord } from "../as-record.js";
import type { AdminError, AdminGraphQL } from "./admin-graphql.js";
import { AuthgearUnavailable, type AuthgearServer } from "./authgear-server.js";
import { CREATE_USER, UPDATE_CUSTOM_ATTRIBUTES } from "./documents.js";
import { nodeID } from "./node-id.js";
import { parseUser } from "./parse-user.js";

/** The two mutations that make a user (contract section 5). Neither is repeated: whoever asks again finds out what was done. */
export function createUser(
  graphql: AdminGraphQL,
  deadlineMs: number,
): Pick<AuthgearServer, "createUser" | "setCustomAttributes"> {
  return {
    async createUser({ loginID, validFrom }) {
      const variables = { ...loginID, validFrom: new Date(validFrom * 1000).toISOString() };
      const { data, errors } = await graphql(CREATE_USER, variables, deadlineMs);
      if (errors.some(({ cause }) => cause === "DuplicatedIdentity")) return "taken";
      if (errors.some(({ reason }) => reason === "ValidationFailed")) return "unusable";
      if (errors.length > 0) throw refused(errors);
      return parseUser(asRecord(data.createUser).user);
    },
    async setCustomAttributes(userID, attributes) {
      const variables = { id: nodeID("User", userID), attributes };
      const { data, errors } = await graphql(UPDATE_CUSTOM_ATTRIBUTES, variables, deadlineMs);
      if (errors.length > 0) throw refused(errors);
      const user = parseUser(asRecord(data.updateUser).user);
      if (user.id !== userID) throw new AuthgearUnavailable("unexpected-answer");
      // Authgear drops what the project does not define, and says nothing.
      if (!Object.keys(attributes).every((name) => Object.hasOwn(user.customAttributes, name)))
        throw new AuthgearUnavailable("unknown-attribute", { retryAfter: 300 });
      return user;
    },
  };
}

function refused(errors: readonly AdminError[]): AuthgearUnavailable {
  const has = (matches: (error: AdminError) => boolean): boolean => errors.some(matches);
  if (has(({ bare }) => bare)) return new AuthgearUnavailable("unexpected-error", { mayHaveActed: true });
  const options = { retryAfter: 300 };
  if (has(({ cause }) => cause === "InvalidLoginIDKey"))
    return new AuthgearUnavailable("unknown-login-id-key", options);
  if (has(({ reason }) => reason === "HookDisallowed"))
    return new AuthgearUnavailable("hook-refused", options);
  return new AuthgearUnavailable("refused", options);
}
