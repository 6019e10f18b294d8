import { asRecord } from "./as-record.js";
import { checkText, wrongOption } from "./wrong-option.js";

/** How this server shows an OAuth endpoint who asks (RFC 6749 section 2.3; `bearer`: RFC 7662 section 2.1). */
export type ClientAuth =
  | { clientID: string; clientSecret: string; /** Default `basic`. */ method?: "basic" | "post" }
  | { bearer: string };

/** A client without a secret: it only names itself. */
export interface PublicClient {
  clientID: string;
}

/** What a request carries besides its own parameters. */
export interface ClientCredentials {
  headers: Readonly<Record<string, string>>;
  parameters: Readonly<Record<string, string>>;
}

/** @throws TypeError naming the option; never with any part of a secret. */
export function clientCredentials(option: unknown, allow: { publicClient: boolean }): ClientCredentials {
  const { clientID, clientSecret, method = "basic", bearer } = asRecord(option);
  if (bearer !== undefined) {
    if (typeof bearer === "string" && /^[\x21-\x7e]+$/.test(bearer)) {
      return { headers: { Authorization: `Bearer ${bearer}` }, parameters: {} };
    }
    throw new TypeError('"clientAuth.bearer" is no token: give a text of visible ASCII characters');
  }
  const id = checkText(
    "clientAuth.clientID",
    clientID,
    "give the client id of this server at the legacy provider",
  );
  if (clientSecret === undefined && allow.publicClient) return { headers: {}, parameters: { client_id: id } };
  if (typeof clientSecret !== "string" || clientSecret === "") {
    throw new TypeError('"clientAuth.clientSecret" is missing or no text: give the secret of the client');
  }
  if (method === "post") return { headers: {}, parameters: { client_id: id, client_secret: clientSecret } };
  if (method !== "basic") throw wrongOption("clientAuth.method", method, 'say "basic" or "post"');
  return {
    headers: { Authorization: `Basic ${btoa(`${encode(id)}:${encode(clientSecret)}`)}` },
    parameters: {},
  };
}

/** RFC 6749 section 2.3.1: form-encoded before they are joined. */
function encode(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}
