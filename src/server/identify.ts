import type { Client } from "./clients.js";
import type { Core } from "./core.js";
import { ledgerKeys, type LedgerKeys } from "./ledger/keys.js";
import { unavailable, type ServerProblem } from "./server-problem.js";
import type { Trace } from "./trace.js";
import type { LegacyClaims, LegacyCredential, VerifyPurpose, VerifyResult } from "./verify/verifier.js";
import { withDeadline } from "./with-deadline.js";

/** A legacy session that has proven itself. */
export interface Identity extends LedgerKeys {
  /** Name of the verifier that answered. */
  verifier: string;
  claims: LegacyClaims;
  credential: LegacyCredential;
}

const DEADLINE_MS = 8000;
const LONGEST_ID = 1024;

/** The credential of a request: its token, or the cookies where this client's legacy session is one. */
export function credentialOf(
  request: Request,
  client: Client,
  body: { subject_token?: string; subject_token_type?: string },
): LegacyCredential | undefined {
  const { subject_token: token, subject_token_type: tokenType } = body;
  if (token !== undefined) return tokenType === undefined ? { token } : { token, tokenType };
  return client.cookie ? { cookie: request.headers.get("Cookie") ?? "" } : undefined;
}

/** Whose credential this is: the first verifier that claims it answers. */
export async function identify(
  core: Pick<Core, "verifiers" | "secret">,
  trace: Trace,
  credential: LegacyCredential,
  purpose: VerifyPurpose,
): Promise<Identity | ServerProblem> {
  const verifier = core.verifiers.find((one) => one.claims(credential));
  if (!verifier) return { problem: "invalid-token", why: "no-verifier" };
  trace.note({ verifier: verifier.name });
  const verify = (signal: AbortSignal): Promise<VerifyResult> =>
    verifier.verify(credential, { purpose, signal });
  const result = await trace
    .stage("verify", () => withDeadline(DEADLINE_MS, undefined, verify))
    .catch(() => undefined);
  if (!result) return unavailable("verifier");
  if (!result.ok) {
    const { problem, retryAfter, why } = result;
    const transient = problem === "rate-limited" || problem === "upstream-unavailable";
    const pause = retryAfter ?? (transient ? unavailable(why).retryAfter : undefined);
    return { problem, why, ...(pause === undefined ? {} : { retryAfter: pause }) };
  }
  const { claims } = result;
  const named = [claims.issuer, claims.subject, claims.sessionId].every(isID);
  if (!named) return unavailable("claims");
  // The keys hang on the verifier's constant name, whatever it puts into its claims.
  const keys = ledgerKeys(core.secret, { ...claims, name: verifier.name });
  return { verifier: verifier.name, claims, credential, ...keys };
}

function isID(value: unknown): boolean {
  // Halves of characters all become the same bytes: two names would have one key.
  return typeof value === "string" && value !== "" && value.length <= LONGEST_ID && !/\p{Cs}/u.test(value);
}
