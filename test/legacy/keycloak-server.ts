import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { claimsOf, startDouble, unsignedJWT, type DoubleReply, type HTTPDouble } from "./http-double.js";
import { APP, startLegacyProvider } from "./legacy-provider.js";
import { withSid } from "./with-sid.js";

export const CLIENT_ID = "web";
export const REALM = "old";
/** The page that tells the app what came of a silent log-in. */
export const SILENT: string = `${APP}/silent-check-sso.html`;

export interface KeycloakServer extends HTTPDouble {
  /** Follows the redirects of a log-in, without a question, back to the app; the cookies are the browser's. */
  browse(url: string, cookies: Map<string, string>): Promise<string>;
  accepts(accessToken: string): Promise<boolean>;
}

/**
 * oidc-provider as Keycloak: at its addresses, with tokens that can be read (keycloak-js looks into each of them), and
 * with a log-out that takes the refresh token.
 */
export async function startKeycloak(): Promise<KeycloakServer> {
  const inner = await startLegacyProvider(withSid(CLIENT_ID, [`${APP}/`, SILENT]));
  const PATH = `/realms/${REALM}/protocol/openid-connect`;
  const double = await startDouble({
    [`POST ${PATH}/token`]: async (body) => {
      const { status, json } = await post(`${inner.issuer}/token`, unwrapped(body));
      return { status, json: wrapped(json) };
    },
    [`POST ${PATH}/logout`]: async (body) => {
      const { client_id, refresh_token } = unwrapped(body);
      const { status } = await post(`${inner.issuer}/token/revocation`, { client_id, token: refresh_token });
      return { status: status === 200 ? 204 : status };
    },
  });
  return {
    ...double,
    browse: (url, cookies) =>
      inner.browse(url.replace(`${double.origin}${PATH}/auth`, `${inner.issuer}/auth`), cookies),
    accepts: (accessToken) => inner.accepts(opaque(accessToken)),
    close() {
      double.close();
      inner.close();
    },
  };
}

/** oidc-provider's token in the place of the signature. */
function readable(token: string, claims: object): string {
  return `${unsignedJWT(claims).split(".").slice(0, 2).join(".")}.${token}`;
}

function opaque(token: string): string {
  return token.split(".")[2] ?? "";
}

function wrapped(answer: Record<string, string>): object {
  const { access_token, refresh_token, id_token } = answer;
  if (!access_token || !refresh_token || !id_token) return answer;
  const { sub, sid, iat, exp } = claimsOf(id_token);
  return {
    ...answer,
    access_token: readable(access_token, { typ: "Bearer", sub, sid, iat, exp }),
    refresh_token: readable(refresh_token, { typ: "Refresh", sub, sid, iat }),
  };
}

function unwrapped(body: Record<string, unknown>): Record<string, string> {
  const { refresh_token } = body;
  const inside = typeof refresh_token === "string" ? { refresh_token: opaque(refresh_token) } : {};
  return { ...(body as Record<string, string>), ...inside };
}

async function post(
  url: string,
  fields: Record<string, string | undefined>,
): Promise<Required<DoubleReply> & { json: Record<string, string> }> {
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(url, { method: "POST", headers }, resolve);
    sent.on("error", reject).end(new URLSearchParams(given).toString());
  });
  const body = await text(response);
  return { status: response.statusCode ?? 0, json: JSON.parse(body || "{}") as Record<string, string> };
}
