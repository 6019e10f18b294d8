import { asRecord } from "../as-record.js";
import { callUpstream, type UpstreamAnswer, type UpstreamCall } from "../call-upstream.js";
import { parseJSON } from "../parse-json.js";
import { retryAfterSeconds } from "../retry-after.js";
import { asUnavailable } from "./as-unavailable.js";
import { AuthgearUnavailable, type AuthgearServer } from "./authgear-server.js";
import type { AuthgearServerSettings } from "./authgear-server-options.js";

const MAX_BYTES = 256 * 1024;

/** The two ways to ask whether tokens are live, at the public origin as a browser would, without changing them. */
export function proveSession(
  settings: AuthgearServerSettings,
): Pick<AuthgearServer, "userinfo" | "acceptsRefreshToken"> {
  const ask = async (
    path: string,
    call: Pick<UpstreamCall, "method" | "headers" | "body">,
  ): Promise<UpstreamAnswer> => {
    try {
      const url = settings.endpoint + path;
      return await callUpstream({
        ...call,
        url,
        deadlineMs: settings.proofMs,
        maxBytes: MAX_BYTES,
        fetch: settings.fetch,
      });
    } catch (error) {
      throw asUnavailable(error);
    }
  };
  return {
    async userinfo(accessToken) {
      const answer = await ask("/oauth2/userinfo", { headers: { Authorization: `Bearer ${accessToken}` } });
      const { sub, error } = asRecord(parseJSON(answer.text));
      if (answer.status === 200 && typeof sub === "string" && sub !== "") return { sub };
      // Anybody on the way can answer 401; only Authgear's own body is a refusal (contract section 3).
      if (answer.status === 401 && error === "invalid_grant") return null;
      throw notAProof(answer);
    },
    async acceptsRefreshToken(refreshToken) {
      const answer = await ask("/oauth2/app_session_token", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ refresh_token: refreshToken }),
      });
      const { result, error } = asRecord(parseJSON(answer.text));
      if (answer.status === 200 && typeof asRecord(result).app_session_token === "string") return true;
      if (answer.status === 403 && asRecord(error).reason === "InvalidGrant") return false;
      throw notAProof(answer);
    },
  };
}

function notAProof({ status, headers }: UpstreamAnswer): AuthgearUnavailable {
  const retryAfter = retryAfterSeconds(headers);
  const wait = retryAfter === undefined ? {} : { retryAfter };
  if (status === 429) return new AuthgearUnavailable("rate-limited", wait);
  if (status >= 500) return new AuthgearUnavailable("server-error", wait);
  if (status >= 300 && status < 400) return new AuthgearUnavailable("redirected", { retryAfter: 300 });
  return new AuthgearUnavailable("unexpected-answer", wait);
}
