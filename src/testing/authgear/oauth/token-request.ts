import type { Incoming } from "../http/incoming.js";

/**
 * The parameters of a token request: form body, then query; client credentials in the body win over HTTP
 * Basic.
 */
export interface TokenRequest {
  get(name: string): string;
  clientID: string;
  clientSecret: string;
}

const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;

export function readTokenRequest(incoming: Incoming): TokenRequest {
  const isForm = FORM.test(incoming.headers.get("content-type") ?? "");
  const form = new URLSearchParams(isForm ? incoming.body : "");
  const get = (name: string): string => form.get(name) ?? incoming.query.get(name) ?? "";
  const inBody = { clientID: get("client_id"), clientSecret: get("client_secret") };
  if (inBody.clientID !== "" || inBody.clientSecret !== "") return { get, ...inBody };
  return { get, ...readBasic(incoming.headers.get("authorization")) };
}

function readBasic(authorization: string | null): { clientID: string; clientSecret: string } {
  const encoded = /^basic +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return { clientID: "", clientSecret: "" };
  try {
    const [user = "", ...rest] = atob(encoded).split(":");
    return { clientID: formDecode(user), clientSecret: formDecode(rest.join(":")) };
  } catch {
    return { clientID: "", clientSecret: "" };
  }
}

/** RFC 6749 appendix B: both halves are form-encoded before they are joined. */
function formDecode(value: string): string {
  return decodeURIComponent(value.replaceAll("+", " "));
}
