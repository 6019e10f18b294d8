import { generateKeyPairSync } from "node:crypto";
import type { ServeConfig, ServeVerifier } from "../../../src/server/index.js";

export const PEM: string = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey;
/** The environment that the configs speak of. */
export const ENV: Readonly<Record<string, string>> = {
  SECRET: "s".repeat(48),
  KEY: PEM,
  HOOK: "h".repeat(48),
  DATABASE: "postgres://me:pass-canary@db.example/app",
  SHORT: "short-canary",
  NO_PEM: "no-pem-canary",
  NO_URL: "host=db password=url-canary",
  EMPTY: "",
};

export const HOOK: Extract<ServeVerifier, { type: "hook" }> = {
  type: "hook",
  name: "app",
  issuer: "https://app.example",
  url: "https://backend.example/hook",
  secret: { env: "HOOK" },
};
/** A config in which nothing is wrong. */
export const CONFIG: ServeConfig = {
  listen: { port: 3000 },
  metrics: { port: 9090 },
  database: { connectionString: { env: "DATABASE" } },
  secret: { env: "SECRET" },
  authgear: { endpoint: "https://auth.example", projectID: "p", keyID: "k", privateKey: { env: "KEY" } },
  clients: { spa: { origins: ["https://app.example"] } },
  verifiers: HOOK,
};
export const INTROSPECTION: Extract<ServeVerifier, { type: "introspection" }> = {
  type: "introspection",
  name: "old",
  issuer: "https://old.example",
  endpoint: "https://old.example/introspect",
  clientAuth: { clientID: "me", clientSecret: { env: "HOOK" } },
  audience: "api",
  session: { claim: "sid" },
};
