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

interface UserInfo {
  sub?: unknown;
  "https://authgear.com/claims/user/is_anonymous"?: unknown;
}

/** Authgear's own endpoints that prove and end a session (contract sections 2 and 3, facts 12 and 14). */
export function authgearEndpoints(
  endpoint: string,
  send: Send,
  timeoutMs: number,
): Pick<AuthgearPort, "userinfo" | "accepts" | "revoke"> {
  /** Without an answer: no status. */
  const call = async (
    path: string,
    request: Omit<Parameters<Send>[1], "timeoutMs">,
  ): Promise<{ status?: number; body?: unknown }> =>
    Object(await send(endpoint + path, { ...request, timeoutMs })) as { status?: number; body?: unknown };
  return {
    async userinfo(accessToken) {
      const headers = { authorization: `Bearer ${accessToken}` };
      const { status, body } = await call("/oauth2/userinfo", { headers });
      const { sub, "https://authgear.com/claims/user/is_anonymous": guest } = Object(body) as UserInfo;
      // A guest beside a legacy session is nobody who signed in the new way: that session does not end for one.
      return status === 200 && typeof sub === "string" && !guest ? sub : undefined;
    },
    async accepts(refreshToken) {
      const json = { refresh_token: refreshToken };
      const { status, body } = await call("/oauth2/app_session_token", { method: "post", json });
      const { result, error } = Object(body) as { result?: unknown; error?: { reason?: unknown } };
      if (status === 200 && result) return true;
      return status === 403 && error?.reason === "InvalidGrant" ? false : undefined;
    },
    async revoke(refreshToken) {
      const body = new URLSearchParams({ token: refreshToken });
      return (await call("/oauth2/revoke", { method: "post", body })).status === 200;
    },
  };
}
