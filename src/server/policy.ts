import { createHmac } from "node:crypto";
import { unavailable, type ServerProblem } from "./server-problem.js";
import type { LegacyClaims } from "./verify/verifier.js";
import { withDeadline } from "./with-deadline.js";
import { checkTexts, wrongOption } from "./wrong-option.js";

/** Who may migrate at all. It stops new sessions only: replay, confirm and sign-out always work. */
export interface PolicyOptions {
  /** The kill switch, or the app's own flag. Default true. */
  enabled?: boolean | (() => boolean | Promise<boolean>);
  /** From here on nobody migrates any more. Default: no date is known. */
  closingDate?: Date;
  /** How long a legacy token can live, in seconds: rows are kept that much longer than the closing date. Default 30 days. */
  longestTokenLifeSeconds?: number;
  /** Share of the legacy users that migrate, 0 to 1; who is in stays in when it grows. Default 1. */
  share?: number | (() => number | Promise<number>);
  /** Draws the lots: another text, other users. Default "". */
  shareSalt?: string;
  /** Legacy tokens issued later are refused: nobody should get new ones any more. */
  issuedBefore?: Date;
  /** Seconds since the legacy log-in; a log-in of unknown time is refused. */
  maxSessionAgeSeconds?: number;
  /** Authentication methods (RFC 8176) that the legacy log-in must have used, all of them. */
  requiredAmr?: readonly string[];
}

/** Answers why a legacy session may not migrate now; `undefined` if it may. Never rejects. */
export type Policy = (claims: LegacyClaims, subjectKey: Uint8Array) => Promise<ServerProblem | undefined>;

/** Milliseconds for a flag of the app's own. */
const FLAG_MS = 3000;
const HOUR_S = 3600;
const DAY_S = 86_400;
const DEFAULT_TOKEN_LIFE_S = 30 * DAY_S;
const AMR_FIX = 'list methods such as ["mfa"], or leave it out';

/** @throws TypeError naming the option. */
export function checkPolicy(options: PolicyOptions, now: () => number): Policy {
  if (typeof options !== "object" || options === null) {
    throw wrongOption("policy", options, "give { share, … }, or leave it out");
  }
  const { enabled = true, closingDate, share = 1, shareSalt = "", issuedBefore } = options;
  const { maxSessionAgeSeconds, requiredAmr } = options;
  checkDate("policy.closingDate", closingDate);
  checkDate("policy.issuedBefore", issuedBefore);
  if (typeof enabled !== "boolean" && typeof enabled !== "function") {
    throw wrongOption("policy.enabled", enabled, "give true, false or a function that answers one of them");
  }
  if (typeof share !== "function" && !isShare(share)) {
    throw wrongOption("policy.share", share, "give a number from 0 to 1, or a function that answers one");
  }
  if (typeof shareSalt !== "string") throw wrongOption("policy.shareSalt", shareSalt, "give a text");
  const limited = maxSessionAgeSeconds !== undefined;
  if (limited && !(typeof maxSessionAgeSeconds === "number" && maxSessionAgeSeconds > 0)) {
    throw wrongOption("policy.maxSessionAgeSeconds", maxSessionAgeSeconds, "give seconds, more than 0");
  }
  const required = requiredAmr === undefined ? [] : checkTexts("policy.requiredAmr", requiredAmr, AMR_FIX);
  const tooOld = ({ authTime }: LegacyClaims): boolean =>
    maxSessionAgeSeconds !== undefined && now() / 1000 - (authTime ?? -Infinity) > maxSessionAgeSeconds;

  return async (claims, subjectKey) => {
    const on = await asked(enabled);
    if (typeof on !== "boolean") return unavailable("policy");
    if (!on) return { problem: "migration-disabled", retryAfter: HOUR_S };
    if (closingDate && now() >= closingDate.getTime()) return { problem: "migration-closed" };
    const part = await asked(share);
    if (!isShare(part)) return unavailable("policy");
    if (lot(shareSalt, subjectKey) >= part) return { problem: "not-selected", retryAfter: HOUR_S };
    const why = (): string | undefined => {
      if (issuedBefore && claims.issuedAt * 1000 > issuedBefore.getTime()) return "issued-too-late";
      if (tooOld(claims)) return "session-age";
      return required.every((method) => claims.amr?.includes(method)) ? undefined : "amr";
    };
    const reason = why();
    return reason === undefined ? undefined : { problem: "not-eligible", retryAfter: DAY_S, why: reason };
  };
}

/**
 * The barrier of a legacy user: sessions that began before it give no new one; a log-in of unknown time counts as older.
 */
export function barred(claims: LegacyClaims, notBefore: number | null): ServerProblem | undefined {
  if (notBefore === null || (claims.authTime ?? -Infinity) >= notBefore) return undefined;
  return { problem: "interaction-required", reason: "login", why: "barrier" };
}

/** When a row may be forgotten; null while no closing date is known. */
export function keepUntil({ closingDate, longestTokenLifeSeconds }: PolicyOptions): Date | null {
  const seconds = longestTokenLifeSeconds ?? DEFAULT_TOKEN_LIFE_S;
  if (typeof seconds !== "number" || !(seconds >= 0 && seconds < Infinity)) {
    throw wrongOption("policy.longestTokenLifeSeconds", seconds, "give seconds");
  }
  if (!closingDate) return null;
  return new Date(closingDate.getTime() + seconds * 1000);
}

/** What an app's own flag answers; `undefined` if it fails or takes too long. Nobody is let in by a flag that answers nonsense. */
async function asked(flag: boolean | number | (() => unknown)): Promise<unknown> {
  if (typeof flag !== "function") return flag;
  try {
    return await withDeadline(FLAG_MS, undefined, async (): Promise<unknown> => flag());
  } catch {
    return undefined;
  }
}

/** A number from 0 up to 1 that belongs to this user for ever. */
function lot(salt: string, subjectKey: Uint8Array): number {
  return createHmac("sha256", salt).update(subjectKey).digest().readUIntBE(0, 6) / 2 ** 48;
}

function isShare(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}

function checkDate(name: string, value: unknown): void {
  if (value === undefined || (value instanceof Date && !Number.isNaN(value.getTime()))) return;
  throw wrongOption(name, value, "give a Date");
}
