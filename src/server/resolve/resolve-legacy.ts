import { identify } from "../identify.js";
import { barred } from "../policy.js";
import { unavailable, type ServerProblem } from "../server-problem.js";
import { createTrace } from "../trace.js";
import type { LegacyClaims, LegacyCredential } from "../verify/verifier.js";
import { withDeadline } from "../with-deadline.js";
import type { ResolvedSession } from "./resolved-session.js";
import type { SessionResolverSettings } from "./session-resolver-options.js";

const DEADLINE_MS = 3000;

/**
 * Whose legacy session this is, and whether it may still be used. Signing out closes its row, and that counts here at once, although a
 * token may live on for an hour; a session that was only given away is served on, because other tabs use it until they change over (R9).
 */
export async function resolveLegacy(
  settings: SessionResolverSettings,
  credential: LegacyCredential,
): Promise<ResolvedSession | ServerProblem> {
  const identity = await identify(settings, createTrace(), credential, "resolve");
  if ("problem" in identity) return identity;
  const { claims, sessionKey, subjectKey } = identity;
  const query = { clientIDs: settings.clientIDs, sessionKey, subjectKey };
  const standing = await inTime(() => settings.ledger.standing(query));
  if (!standing) return unavailable("ledger");
  const { states, confirmedFor, accountSub, notBefore } = standing.ok;
  if (states.includes("closed")) return { problem: "signed-out" };
  const bar = barred(claims, notBefore);
  if (bar) return bar;
  const moved = confirmedFor !== null;
  if (moved && confirmedFor > settings.movedGraceSeconds) return { problem: "already-migrated" };
  const userID = accountSub ?? (await mapUserID(settings, claims));
  if (userID !== null && typeof userID !== "string") return userID;
  const { issuer, subject } = claims;
  const legacy = { name: identity.verifier, issuer, subject };
  return { session: "legacy", userID, legacy, moved };
}

async function mapUserID(
  { mapUserID: map }: SessionResolverSettings,
  claims: LegacyClaims,
): Promise<string | null | ServerProblem> {
  const mapped = await inTime<unknown>(async () => map(claims));
  if (!mapped) return unavailable("map-user-id");
  if (mapped.ok === null) return null;
  return typeof mapped.ok === "string" && mapped.ok !== "" ? mapped.ok : unavailable("map-user-id");
}

/** `undefined` if there was no answer; nothing of an error is kept, since it may quote what was asked. */
async function inTime<T>(work: () => Promise<T>): Promise<{ ok: T } | undefined> {
  try {
    return { ok: await withDeadline(DEADLINE_MS, undefined, work) };
  } catch {
    return undefined;
  }
}
