// The guide's steps on plain node:http, written for speed: keys and Admin token are kept. Nothing is remembered of a migration,
// so a request that is repeated makes a second session.
import type { IncomingMessage } from "node:http";
import { createRemoteJWKSet, importPKCS8, jwtVerify, SignJWT } from "jose";
import { childInput, serveAsChild } from "./child.js";
import { ownTime } from "./own-time.js";

const { upstream, privateKey } = childInput();
const endpoint = String(upstream);
const keys = createRemoteJWKSet(new URL(`${endpoint}/jwks`));
const key = await importPKCS8(String(privateKey), "RS256");
const adminToken = await new SignJWT()
  .setProtectedHeader({ alg: "RS256", kid: "admin", typ: "JWT" })
  .setAudience("bench")
  .setIssuedAt()
  .setExpirationTime("1h")
  .sign(key);

async function graphQL(query: string, variables: object): Promise<Record<string, Record<string, unknown>>> {
  const answer = await fetch(`${endpoint}/_api/admin/graphql`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${adminToken}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ query, variables }),
  });
  return ((await answer.json()) as { data: Record<string, Record<string, unknown>> }).data;
}

const FIND = `query ($key: String!, $value: String!) { getUserByLoginID(loginIDKey: $key, loginIDValue: $value) { id } }`;
const CREATE = `mutation ($userID: ID!, $clientID: String!) {
  createSession(input: { userID: $userID, clientID: $clientID }) { refreshToken accessToken } }`;

async function migrate(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = JSON.parse(Buffer.concat(parts).toString()) as { subject_token: string; client_id: string };
  const options = { issuer: "https://legacy.example", audience: "api" };
  const { payload } = await jwtVerify(body.subject_token, keys, options);
  const found = await graphQL(FIND, { key: "email", value: payload.email });
  const userID = found.getUserByLoginID?.id;
  return (await graphQL(CREATE, { userID, clientID: body.client_id })).createSession;
}

const measured = ownTime((request, response) => {
  void (async () => {
    try {
      const session = JSON.stringify(await migrate(request));
      response.writeHead(200, { "Content-Type": "application/json" }).end(session);
    } catch {
      response.writeHead(401).end();
    }
  })();
});
serveAsChild(measured.listener, measured.report);
