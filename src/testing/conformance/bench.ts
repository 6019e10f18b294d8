import { IDEMPOTENCY_KEY_HEADER, MIGRATION_HEADER, PROTOCOL } from "../../protocol/wire.js";
import { readAnswer, type Answer } from "./answer.js";
import type { ConformanceOptions, WantedToken } from "./conformance-options.js";
import { Nonconformance } from "./nonconformance.js";
import { randomText } from "./random-text.js";

const DEADLINE_MS = 60_000;

/** A request as a browser sends it, and what is different about it. */
export interface Sent {
  path?: "" | "/confirm" | "/sign-out";
  method?: string;
  /** Instead of the usual ones; null leaves one out, a list sends it several times. */
  headers?: Readonly<Record<string, string | readonly string[] | null>>;
  /** A text is sent as it is. */
  body?: string | object;
}

/** A legacy user who is known to both sides, in one session, with one token and one idempotency key. */
export interface Visitor {
  subject: string;
  session: string;
  token: string;
  key: string;
}

/** What a case works with. */
export interface Bench {
  clientID: string;
  origin: string;
  send(sent: Sent): Promise<Answer>;
  exchange(token: string, key: string, more?: object): Promise<Answer>;
  confirm(body: object): Promise<Answer>;
  signOut(body: object): Promise<Answer>;
  visitor(): Promise<Visitor>;
  mint(wanted: WantedToken): Promise<string>;
  live(visitor: Visitor): Promise<number>;
  moveClock(seconds: number): Promise<void>;
}

export function createBench(options: ConformanceOptions): Bench {
  const { clientID, origin, hooks } = options;
  const base = String(options.baseURL).replace(/\/$/, "");
  const call = options.fetch ?? fetch;
  const mine = { protocol: PROTOCOL, client_id: clientID };
  const bench: Bench = {
    clientID,
    origin,
    async send({ path = "", method = "POST", headers = {}, body }) {
      const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
      const init: RequestInit = {
        method,
        headers: headersOf({
          Origin: origin,
          "Content-Type": "application/json",
          [MIGRATION_HEADER]: "1",
          ...headers,
        }),
        redirect: "manual",
        signal: AbortSignal.timeout(DEADLINE_MS),
        ...(text === undefined ? {} : { body: text }),
      };
      try {
        return await readAnswer(await call(base + path, init));
      } catch {
        throw new Nonconformance(`no answer to ${method} ${path || "/"}`);
      }
    },
    exchange: (token, key, more = {}) =>
      bench.send({
        headers: { [IDEMPOTENCY_KEY_HEADER]: key },
        body: { ...mine, subject_token: token, ...more },
      }),
    confirm: (body) => bench.send({ path: "/confirm", body: { ...mine, ...body } }),
    signOut: (body) => bench.send({ path: "/sign-out", body: { ...mine, ...body } }),
    async visitor() {
      const [subject, session] = [`conformance-${randomText(12)}`, `session-${randomText(12)}`];
      const token = await hooks.mintLegacyToken({ session, subject });
      return { subject, session, token, key: randomText(16) };
    },
    mint: (wanted) => hooks.mintLegacyToken(wanted),
    live: ({ subject }) => hooks.countLiveSessions(subject),
    moveClock: async (seconds) => hooks.moveClock?.(seconds),
  };
  return bench;
}

function headersOf(wanted: NonNullable<Sent["headers"]>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(wanted)) {
    for (const one of typeof value === "string" ? [value] : (value ?? [])) headers.append(name, one);
  }
  return headers;
}
