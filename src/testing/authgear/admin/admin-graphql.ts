import { execute, parse, validate } from "graphql";
import type { DocumentNode, GraphQLSchema } from "graphql";
import { ApiError } from "../http/api-error.js";
import { countMutationFields } from "../http/incoming.js";
import type { Incoming } from "../http/incoming.js";
import { apiErrorResponse, json, text } from "../http/responses.js";
import type { World } from "../model/world.js";
import { authenticateAdmin } from "./admin-authentication.js";
import { createAdminContext } from "./admin-context.js";
import type { AdminContext } from "./admin-context.js";
import { adminQueries } from "./admin-queries.js";
import { buildAdminSchema } from "./admin-schema.js";
import { createSession } from "./create-session.js";
import { graphQLAnswer } from "./graphql-answer.js";
import { readGraphQLRequest } from "./graphql-request.js";
import { revokeAllSessions, revokeSession } from "./session-mutations.js";
import { userMutations } from "./user-mutations.js";

const MAX_MUTATION_FIELDS = 5;
const ROOT = { ...adminQueries, ...userMutations, createSession, revokeSession, revokeAllSessions };
const SCHEMA: GraphQLSchema = buildAdminSchema();

/** `POST /_api/admin/graphql` (contract section 4): authentication before everything else. */
export async function adminGraphQL(world: World, incoming: Incoming): Promise<Response> {
  const caller = await authenticateAdmin(world, incoming.headers.get("authorization"));
  if (!caller) return text("Forbidden\n", 403);
  if (incoming.method === "GET") return text("The emulator has no GraphiQL.\n", 200);
  const request = readGraphQLRequest(incoming);
  if (request instanceof Response) return request;
  const document = parseOrUndefined(request.query);
  if (!document)
    return apiErrorResponse(new ApiError("InternalError", "UnexpectedError", "unexpected error occurred"));
  const count = countMutationFields(document);
  if (count > MAX_MUTATION_FIELDS) {
    const message = `too many mutation fields in one request: got ${count}, limit is ${MAX_MUTATION_FIELDS}`;
    return apiErrorResponse(new ApiError("BadRequest", "BadRequest", message));
  }
  const problems = validate(SCHEMA, document);
  if (problems.length > 0)
    return answer({ data: null, errors: problems.map(({ message, locations }) => ({ message, locations })) });

  const context = createAdminContext(world, incoming, caller);
  const { query: _, ...rest } = request;
  const result = await execute({ schema: SCHEMA, document, rootValue: ROOT, contextValue: context, ...rest });
  finish(context, (result.errors?.length ?? 0) > 0);
  return answer(graphQLAnswer(result));
}

/**
 * The answer is written before the transaction commits, so a commit that fails is not seen in it (contract
 * section 4).
 */
function finish(context: AdminContext, failed: boolean): void {
  const { world, incoming } = context;
  const lost = !failed && world.faults.take("commit-failure", incoming.labels) !== undefined;
  if (!failed && !lost) return context.commit();
  context.rollback();
  if (lost) for (const session of context.opened) session.authorizationID = "lost";
}

function parseOrUndefined(query: string): DocumentNode | undefined {
  try {
    return parse(query);
  } catch {
    return undefined;
  }
}

function answer(body: unknown): Response {
  return json(body, 200, { "Content-Type": "application/json; charset=utf-8" });
}
