import { introspectionVerifier } from "../../../src/server/verify/introspection-verifier.js";
import type { IntrospectionVerifierOptions } from "../../../src/server/verify/introspection-verifier-options.js";
import type { Verifier, VerifyPurpose, VerifyResult } from "../../../src/server/verify/verifier.js";
import { ISSUER, NOW_S } from "./token-factory.js";

export const ACTIVE: Readonly<Record<string, unknown>> = {
  active: true,
  sub: "user-1",
  client_id: "spa",
  iss: ISSUER,
  aud: "https://api.example",
  exp: NOW_S + 600,
  iat: NOW_S - 10,
  sid: "session-1",
  token_type: "Bearer",
};

export interface IntrospectionSetup {
  verifier: Verifier;
  sent: Request[];
  clock: { now: number };
  verify(token?: string, purpose?: VerifyPurpose): Promise<VerifyResult>;
}

export function setUp(
  answer: (request: Request) => Response | Promise<Response>,
  change: Record<string, unknown> = {},
): IntrospectionSetup {
  const sent: Request[] = [];
  const clock = { now: NOW_S * 1000 };
  const options: IntrospectionVerifierOptions = {
    name: "opaque",
    issuer: ISSUER,
    endpoint: "https://legacy.example/introspect",
    clientAuth: { clientID: "exchange", clientSecret: "p:w%" },
    audience: "https://api.example",
    session: { claim: "sid" },
    fetch: async (input, init) => {
      const request = new Request(input, init);
      sent.push(request.clone());
      return answer(request);
    },
    now: () => clock.now,
  };
  const verifier = introspectionVerifier({ ...options, ...change });
  return {
    verifier,
    sent,
    clock,
    verify: (token = "opaque-token", purpose = "exchange") =>
      verifier.verify({ token }, { purpose, signal: new AbortController().signal }),
  };
}

export const active =
  (change: Record<string, unknown> = {}) =>
  (): Response =>
    Response.json({ ...ACTIVE, ...change });
