import { json } from "node:stream/consumers";
import type { RequestListener } from "node:http";
import { adminToken } from "../authgear/admin-token.js";
import { CLIENT_ID } from "../authgear/project.js";
import type { Authgear } from "../authgear/start-authgear.js";
import { basicAuth } from "../api/basic-auth.js";
import type { Everybody } from "../everybody.js";
import type { Legacy } from "../legacy/start-legacy.js";

const FIND = `query ($email: String!) { getUserByLoginID(loginIDKey: "email", loginIDValue: $email) { id } }`;
const CREATE = `mutation ($userID: ID!, $clientID: String!) {
  createSession(input: { userID: $userID, clientID: $clientID }) { refreshToken } }`;

export interface GuideOptions {
  readonly legacy: Legacy;
  readonly authgear: Authgear;
  readonly everybody: Everybody;
}

/**
 * The server's side of the usual sample code: verify the token, find the user, create a session, answer. As in guides,
 * nothing is remembered, so a request that is repeated makes a second session.
 */
export function guideExchange(options: GuideOptions): RequestListener {
  return (request, response) => {
    const headers = { "content-type": "application/json", "cache-control": "no-store" };
    json(request)
      .then((body) => exchange(String(field(body, "token")), options))
      .then(
        (refreshToken) =>
          response
            .writeHead(refreshToken ? 200 : 401, headers)
            .end(JSON.stringify(refreshToken ? { refresh_token: refreshToken } : { error: "invalid_token" })),
        () => response.writeHead(500).end(),
      );
  };
}

async function exchange(
  token: string,
  { legacy, authgear, everybody }: GuideOptions,
): Promise<string | undefined> {
  const { endpoint, clientID, clientSecret } = legacy.introspection;
  const introspected = await fetch(endpoint, {
    method: "POST",
    headers: { authorization: basicAuth(clientID, clientSecret) },
    body: new URLSearchParams({ token }),
  });
  const owner: unknown = await introspected.json();
  const person = field(owner, "active") === true ? everybody.byID(String(field(owner, "sub"))) : undefined;
  if (!person) return undefined;
  const found = await adminCall(authgear, FIND, { email: person.email });
  const userID = field(field(found, "getUserByLoginID"), "id");
  const created = await adminCall(authgear, CREATE, { userID, clientID: CLIENT_ID });
  const refreshToken = field(field(created, "createSession"), "refreshToken");
  return typeof refreshToken === "string" ? refreshToken : undefined;
}

async function adminCall(authgear: Authgear, query: string, variables: object): Promise<unknown> {
  const response = await authgear.fetch(`${authgear.endpoint}/_api/admin/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${await adminToken(authgear)}`, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return field(await response.json(), "data");
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
