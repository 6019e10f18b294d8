// Authgear's guide as an Express sample, composed of what its pages show and with the libraries they name: "Validate JWT in your
// application server" for the legacy token, "Authentication and security" for the Admin token, and the two calls of
// "Zero-downtime migration". Nothing is kept between requests, so one that is repeated makes a second session.
import axios from "axios";
import express, { type Request, type Response } from "express";
import jsonwebtoken from "jsonwebtoken";
import { JwksClient } from "jwks-rsa";
import { childInput, serveAsChild } from "./child.js";
import { memory } from "./own-time.js";

const { upstream, privateKey } = childInput();
const endpoint = String(upstream);

async function verify(token: string): Promise<jsonwebtoken.JwtPayload> {
  const { data } = await axios.get<{ jwks_uri: string }>(`${endpoint}/.well-known/openid-configuration`);
  const client = new JwksClient({ jwksUri: data.jwks_uri });
  const key = await client.getSigningKey(jsonwebtoken.decode(token, { complete: true })?.header.kid);
  return Object(jsonwebtoken.verify(token, key.getPublicKey(), { algorithms: ["RS256"] })) as object;
}

function signAdminToken(): string {
  const iat = Math.floor(Date.now() / 1000);
  const claims = { aud: ["bench"], iat, exp: iat + 5 * 60 };
  const header = { typ: "JWT", kid: "admin", alg: "RS256" };
  return jsonwebtoken.sign(claims, String(privateKey), { header });
}

type Answer = Record<string, Record<string, string>>;

async function askAdmin(token: string, query: string, variables: object): Promise<Answer> {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
  const body = { query, variables };
  return (await axios.post<{ data: Answer }>(`${endpoint}/_api/admin/graphql`, body, { headers })).data.data;
}

const FIND = `query ($key: String!, $value: String!) { getUserByLoginID(loginIDKey: $key, loginIDValue: $value) { id } }`;
const CREATE = `mutation ($userID: ID!, $clientID: String!) {
  createSession(input: { userID: $userID, clientID: $clientID }) { accessToken expiresIn refreshToken } }`;

async function migrate(request: Request, response: Response): Promise<void> {
  const body = request.body as { subject_token: string; client_id: string };
  try {
    const { email } = await verify(body.subject_token);
    const adminToken = signAdminToken();
    const found = await askAdmin(adminToken, FIND, { key: "email", value: String(email) });
    const variables = { userID: found.getUserByLoginID?.id, clientID: body.client_id };
    response.json((await askAdmin(adminToken, CREATE, variables)).createSession);
  } catch {
    response.sendStatus(401);
  }
}

const app = express();
app.use(express.json());
app.post("/session-migration", (request, response) => void migrate(request, response));
serveAsChild((request, response) => void app(request, response), memory);
