import type { Logger, LoggerOptions } from "pino";
import type { Peers } from "../peers.js";
import type { Scrub } from "./scrub.js";

/** What must not be logged, whoever put it there. */
const NAMES = [
  "authorization",
  "cookie",
  "set-cookie",
  "subject_token",
  "refresh_token",
  "access_token",
  "confirmation",
  "idempotency-key",
  "connectionString",
  "password",
];

/** JSON lines on standard output, written before the call returns: a process that ends loses none. */
export function createLogger({ pino }: Pick<Peers, "pino">, level: string, scrub: Scrub): Logger {
  const spelled = NAMES.flatMap((name) => [name, capitals(name)]);
  const options: LoggerOptions = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: [...new Set(spelled)].flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
      censor: "[redacted]",
    },
    // Nothing else writes to the stream, so every secret that this process was given is seen here once more.
    hooks: { streamWrite: scrub },
  };
  return pino(options, pino.destination({ dest: 1, sync: true }));
}

function capitals(name: string): string {
  return name.replace(/(^|[-_])[a-z]/g, (letter) => letter.toUpperCase());
}
