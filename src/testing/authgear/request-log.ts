import type { Incoming } from "./http/incoming.js";

/**
 * A request that arrived. `status` is `"dropped"` where no answer reached the caller, undefined while it is
 * under way.
 */
export interface LoggedRequest {
  method: string;
  path: string;
  /** GraphQL root fields, such as `createSession`. */
  fields: string[];
  grantType?: string;
  clientIP: string;
  /** Milliseconds. */
  at: number;
  status: number | "dropped" | undefined;
}

export interface RequestLog {
  entries(): LoggedRequest[];
  record(incoming: Incoming, serve: () => Promise<Response>): Promise<Response>;
}

export function createRequestLog(now: () => number): RequestLog {
  const entries: LoggedRequest[] = [];
  return {
    entries: () => entries.map((entry) => ({ ...entry })),
    async record({ method, path, fields, grantType, clientIP }, serve) {
      const entry: LoggedRequest = { method, path, fields, clientIP, at: now(), status: undefined };
      if (grantType !== undefined) entry.grantType = grantType;
      entries.push(entry);
      try {
        const response = await serve();
        entry.status = response.status;
        return response;
      } catch (error) {
        entry.status = "dropped";
        throw error;
      }
    },
  };
}
