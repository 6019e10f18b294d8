import type { ProblemType } from "../protocol/problem.js";

export type Operation = "exchange" | "confirm" | "sign-out";

/** One record for each request: what happened and how long it took. No token, key, cookie, address or user id of either side. */
export interface LogRecord {
  /** Absent: the request was no POST of ours. */
  operation?: Operation;
  status: number;
  /** The problem type, or what was done. */
  outcome: ProblemType | "issued" | "replayed" | "reissued" | "confirmed" | "signed-out-now" | "left-alone";
  /** A closed word that says more than the type may. */
  why?: string;
  clientID?: string;
  /** Name of the verifier that answered. */
  verifier?: string;
  migrationID?: string;
  attempt?: number;
  /** What became of the legacy session. */
  legacy?: string;
  /** Whether Authgear's userinfo accepted the issued session. */
  verified?: boolean;
  /** Milliseconds of each stage, and of all. */
  stages: Readonly<Record<string, number>>;
  durationMs: number;
}

/** What a request gathers for its record. */
export interface Trace {
  note(fields: Partial<Omit<LogRecord, "stages" | "durationMs" | "status">>): void;
  /** Adds the time that the work took, however it ended. */
  stage<T>(name: string, work: () => Promise<T>): Promise<T>;
  finish(status: number): LogRecord;
}

export function createTrace(): Trace {
  const began = performance.now();
  const stages: Record<string, number> = {};
  let noted: Partial<LogRecord> = {};
  return {
    note: (fields) => void (noted = { ...noted, ...fields }),
    async stage(name, work) {
      const start = performance.now();
      try {
        return await work();
      } finally {
        stages[name] = rounded((stages[name] ?? 0) + performance.now() - start);
      }
    },
    finish: (status) => ({
      outcome: "invalid-request",
      ...noted,
      status,
      stages,
      durationMs: rounded(performance.now() - began),
    }),
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
