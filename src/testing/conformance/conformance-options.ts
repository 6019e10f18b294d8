/** What the suite asks of the implementation's own test bench. What a hook throws, `runConformance` rejects with. */
export interface ConformanceHooks {
  /**
   * A legacy token. Each `subject` is new to both sides when it comes for the first time: the hook makes the legacy user, the Authgear user and
   * the link between them. Called twice with one `session`, it answers two tokens of one log-in.
   */
  mintLegacyToken(wanted: WantedToken): Promise<string>;
  /** How many live sessions the Authgear user of this legacy subject has. */
  countLiveSessions(subject: string): Promise<number>;
  /** Moves every clock forward: that of the implementation, of its store and of Authgear. Without it, what needs a clock is skipped. */
  moveClock?(seconds: number): Promise<void>;
}

/** The legacy token that a case needs; good in every way that is not named. */
export interface WantedToken {
  /** The legacy log-in, the same over every refresh. */
  session: string;
  subject: string;
  /** It ran out long before any leeway. */
  expired?: boolean;
  /** Made for another application than this one. */
  wrongAudience?: boolean;
}

export interface ConformanceOptions {
  /** Where the exchange answers; `/confirm` and `/sign-out` lie below it. */
  baseURL: string | URL;
  /** An Authgear client whose legacy session is a token, neither a cookie nor cross-site. */
  clientID: string;
  /** An origin that is registered for this client. */
  origin: string;
  hooks: ConformanceHooks;
  /** Default: the global `fetch`. It must let `Origin` and `Sec-Fetch-Site` be set, as outside browsers. */
  fetch?: typeof fetch;
}
