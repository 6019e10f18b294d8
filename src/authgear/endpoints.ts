import type { AuthgearPort } from "../migration/ports.js";

/** One request, one answer, never a rejection; handed in, because only one folder speaks HTTP. */
export type Send = (
  url: string,
  request: {
    method?: "get" | "post";
    headers?: HeadersInit;
    json?: unknown;
    body?: URLSearchParams;
    timeoutMs: number;
  },
) => Promise<{ status: number; body: unknown } | "timeout" | "network">;

/** Authgear's own endpoints that prove and end a session (contract sections 2 and 3, facts 12 and 14). */
export function authgearEndpoints(
  endpoint: string,
  send: Send,
  timeoutMs: number,
): Pick<AuthgearPort, "userinfo" | "accepts" | "revoke"> {
  const call: Send = (path, request) => send(endpoint + path, request);
  return {
    async userinfo(accessToken) {
      const headers = { authorization: `Bearer ${accessToken}` };
      const answer = await call("/oauth2/userinfo", { headers, timeoutMs });
      if (typeof answer === "string" || answer.status !== 200) return undefined;
      const { sub } = Object(answer.body) as { sub?: unknown };
      return typeof sub === "string" ? sub : undefined;
    },
    async accepts(refreshToken) {
      const json = { refresh_token: refreshToken };
      const answer = await call("/oauth2/app_session_token", { method: "post", json, timeoutMs });
      if (typeof answer === "string") return undefined;
      const { result, error } = Object(answer.body) as { result?: unknown; error?: { reason?: unknown } };
      if (answer.status === 200 && result) return true;
      return answer.status === 403 && error?.reason === "InvalidGrant" ? false : undefined;
    },
    async revoke(refreshToken) {
      const body = new URLSearchParams({ token: refreshToken });
      const answer = await call("/oauth2/revoke", { method: "post", body, timeoutMs });
      return typeof answer !== "string" && answer.status === 200;
    },
  };
}
