/**
 * Network faults: `drop-…` loses the connection before or after the effect, `bad-gateway…` is a proxy's 502
 * page instead of the answer, `delay-…` waits `delayMs` or until `release()`, `answer` replies with
 * `response()` and does nothing.
 *
 * Server faults: `commit-failure` (200 whose session is unusable), `first-authorization-race` (`unexpected
 * error` from `createSession`), `parallel-refresh` (a token that was just rotated away passes once more, as
 * if both refreshes had been checked before either rotated), `refuse-jwt-hook` and `refuse-id-token-hook`
 * (blocking hooks that say no).
 */
export type FaultKind =
  | "drop-before"
  | "drop-after"
  | "bad-gateway"
  | "bad-gateway-after"
  | "delay-before"
  | "delay-after"
  | "answer"
  | "commit-failure"
  | "first-authorization-race"
  | "parallel-refresh"
  | "refuse-jwt-hook"
  | "refuse-id-token-hook";

export interface FaultOptions {
  /**
   * A path (`"/oauth2/token"`), a GraphQL root field (`"createSession"`), a grant type (`"refresh_token"`),
   * or `"*"`.
   */
  on: string;
  kind: FaultKind;
  /** How many matching requests it strikes. Default 1; `Infinity` until cleared. */
  times?: number;
  /** For `delay-…`: milliseconds of real time. Without it the request is held until `release()`. */
  delayMs?: number;
  /** For `answer`. */
  response?: () => Response;
}

/** A fault that was switched on. */
export interface FaultSwitch {
  /** How many requests it struck so far. */
  hits(): number;
  /** Lets held requests go on, and those that come later. */
  release(): void;
  /** Switches it off; held requests go on. */
  clear(): void;
}

/** A fault that strikes one request. */
export interface Strike {
  options: FaultOptions;
  released: Promise<void>;
}

export interface FaultBoard {
  add(options: FaultOptions): FaultSwitch;
  /** Uses up the first fault of this kind that matches one of the labels. */
  take(kind: FaultKind, labels: string[]): Strike | undefined;
  clear(): void;
}

interface ArmedFault extends Strike {
  left: number;
  hits: number;
  release(): void;
}

export function createFaultBoard(): FaultBoard {
  let armed: ArmedFault[] = [];
  return {
    add(options) {
      if (options.kind === "answer" && !options.response) throw new TypeError('"response" is missing');
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      const fault: ArmedFault = { options, released, release, left: options.times ?? 1, hits: 0 };
      armed.push(fault);
      const clear = (): void => {
        armed = armed.filter((other) => other !== fault);
        release();
      };
      return { hits: () => fault.hits, release, clear };
    },
    take(kind, labels) {
      const fault = armed.find(
        ({ options, left }) => options.kind === kind && left > 0 && matches(options.on, labels),
      );
      if (!fault) return undefined;
      fault.left -= 1;
      fault.hits += 1;
      return fault;
    },
    clear() {
      for (const fault of armed) fault.release();
      armed = [];
    },
  };
}

function matches(on: string, labels: string[]): boolean {
  return on === "*" || labels.includes(on);
}
