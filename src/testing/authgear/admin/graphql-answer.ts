import type { ExecutionResult, GraphQLError } from "graphql";
import { ApiError } from "../http/api-error.js";

/**
 * Gives a result the shape of the real server (contract section 4): errors of the API have `path` and
 * `extensions`, any other error of a resolver becomes a bare `unexpected error`, and variables that do not
 * fit bring a second, accidental message with them.
 */
export function graphQLAnswer({ data, errors }: ExecutionResult): Record<string, unknown> {
  if (!errors) return { data };
  if (data === undefined) return { data: null, errors: [...errors.map(bare), CRASH] };
  return { data, errors: errors.map(shape) };
}

const CRASH = {
  message: "APIError.ExecutionFinishFunc: runtime error: invalid memory address or nil pointer dereference",
  locations: [],
};

function shape(error: GraphQLError): Record<string, unknown> {
  const { originalError } = error;
  if (!originalError) return bare(error);
  if (!(originalError instanceof ApiError)) return { message: "unexpected error", locations: [] };
  const { errorName, reason, info } = originalError;
  return { ...bare(error), path: error.path, extensions: { errorName, reason, ...(info && { info }) } };
}

function bare({ message, locations }: GraphQLError): Record<string, unknown> {
  return { message, locations: locations ?? [] };
}
