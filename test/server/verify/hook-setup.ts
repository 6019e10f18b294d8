import { hookVerifier } from "../../../src/server/verify/hook-verifier.js";
import type { HookVerifierOptions } from "../../../src/server/verify/hook-verifier-options.js";
import type {
  LegacyCredential,
  Verifier,
  VerifyPurpose,
  VerifyResult,
} from "../../../src/server/verify/verifier.js";
import { NOW_S } from "./token-factory.js";

export const SECRET = "a secret of the tests that is long enough";
export const APP = "https://app.example";

export const ACTIVE: Readonly<Record<string, unknown>> = {
  active: true,
  issuer: APP,
  subject: "user-1",
  session_id: "session-1",
  issued_at: NOW_S - 10,
  expires_at: NOW_S + 600,
};

export interface HookSetup {
  verifier: Verifier;
  sent: Request[];
  clock: { now: number };
  verify(credential?: LegacyCredential, purpose?: VerifyPurpose): Promise<VerifyResult>;
}

/** A hook verifier over a receiver that answers as the test says. */
export function setUp(
  answer: (request: Request) => Response | Promise<Response>,
  change: Record<string, unknown> = {},
): HookSetup {
  const sent: Request[] = [];
  const clock = { now: NOW_S * 1000 };
  const options: HookVerifierOptions = {
    name: "hook",
    issuer: APP,
    url: "https://backend.example/legacy?of=app",
    secret: SECRET,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      sent.push(request.clone());
      return answer(request);
    },
    now: () => clock.now,
  };
  const verifier = hookVerifier({ ...options, ...change });
  return {
    verifier,
    sent,
    clock,
    verify: (credential = { token: "token-1" }, purpose = "exchange") =>
      verifier.verify(credential, { purpose, signal: new AbortController().signal }),
  };
}

export const active =
  (change: Record<string, unknown> = {}) =>
  (): Response =>
    Response.json({ ...ACTIVE, ...change });
