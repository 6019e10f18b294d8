import { withDeadline } from "../with-deadline.js";
import { wrongOption } from "../wrong-option.js";
import { checkCookieName, type CookieBinding } from "./cookie-binding.js";
import { readCookie } from "./read-cookie.js";
import { invalid, unavailable } from "./refusal.js";
import type { VerifyResult } from "./verifier.js";

export interface CookieReaderOptions {
  /** Name of the legacy session's cookie. It begins with `__Host-`, or `bind` is there. */
  cookie: string;
  /** Needed for any other name: what else ties the cookie to this browser. */
  bind?: CookieBinding;
}

/** The one cookie of a `Cookie` header that a verifier reads. */
export interface CookieReader {
  /** Whether a cookie of that name stands in the header at all, good or not. */
  has(header: string): boolean;
  /** Never rejects. */
  read(
    header: string,
    signal: AbortSignal,
  ): Promise<{ value: string } | Extract<VerifyResult, { ok: false }>>;
}

const DEADLINE_MS = 3000;

/** @throws TypeError naming the option. */
export function cookieReader(options: CookieReaderOptions): CookieReader {
  const { bind } = options;
  const name = checkCookieName("cookie", options.cookie);
  if (bind !== undefined && typeof bind !== "function") {
    throw wrongOption("bind", bind, "give a function such as hostCookieBinding({ … })");
  }
  if (!/^__Host-./.test(name) && bind === undefined) {
    const fix = 'use a cookie whose name begins with __Host-, or give "bind": other hosts can plant this one';
    throw wrongOption("cookie", name, fix);
  }
  return {
    has: (header) => readCookie(header, name) !== "no-cookie",
    async read(header, caller) {
      const found = readCookie(header, name);
      if (typeof found === "string") return invalid(found);
      if (!bind) return found;
      const cookie = (other: string): string | undefined => {
        const one = readCookie(header, other);
        return typeof one === "string" ? undefined : one.value;
      };
      try {
        const bound: unknown = await withDeadline(DEADLINE_MS, caller, async (signal) =>
          bind(found.value, { cookie, signal }),
        );
        if (bound === true) return found;
        return bound === false ? invalid("bind") : unavailable("bind-answer", 30);
      } catch {
        return unavailable("bind-failed", 30);
      }
    },
  };
}
