// Authgear and the legacy provider's JWKS, as little of them as two servers under load need. Each call takes the same time.
import type { IncomingMessage, ServerResponse } from "node:http";
import { bareID, nodeID } from "../../src/server/authgear-admin/node-id.js";
import { childInput, serveAsChild } from "./child.js";

const { delayMs, jwk } = childInput();
const calls = new Map<string, number>();

interface GraphQL {
  query: string;
  variables: { value?: string; userID?: string };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function graphQL(text: string): [call: string, answer: unknown] {
  const { query, variables } = JSON.parse(text) as GraphQL;
  if (query.includes("createSession(")) {
    const user = bareID("User", variables.userID) ?? "";
    const tokens = { refreshToken: `${crypto.randomUUID()}.${"r".repeat(32)}`, accessToken: `at-${user}` };
    return ["admin", { data: { createSession: { ...tokens, tokenType: "Bearer", expiresIn: 1800 } } }];
  }
  const [legacyID = ""] = (variables.value ?? "").split("@");
  const user = {
    id: nodeID("User", `user-${legacyID}`),
    isDisabled: false,
    createdAt: "2026-01-01T00:00:00Z",
    customAttributes: { legacy_id: legacyID },
    authenticators: { edges: [] },
  };
  return ["admin", { data: { getUserByLoginID: user } }];
}

async function answer(request: IncomingMessage): Promise<[call: string, answer: unknown]> {
  const text = await readBody(request);
  if (request.url?.endsWith("/openid-configuration") === true)
    return ["discovery", { jwks_uri: `http://${request.headers.host}/jwks` }];
  if (request.url === "/jwks") return ["jwks", { keys: [jwk] }];
  if (request.url === "/_api/admin/graphql") return graphQL(text);
  return ["userinfo", { sub: (request.headers.authorization ?? "").replace("Bearer at-", "") }];
}

serveAsChild(
  (request: IncomingMessage, response: ServerResponse) => {
    void (async () => {
      const [call, body] = await answer(request);
      calls.set(call, (calls.get(call) ?? 0) + 1);
      await new Promise((resolve) => setTimeout(resolve, Number(delayMs)));
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    })();
  },
  () => {
    const counted = Object.fromEntries(calls);
    calls.clear();
    return counted;
  },
);
