import type { RequestListener } from "node:http";

/** What a server under load measures of itself. The own times are right only while requests come one after the other. */
export interface OwnTime {
  listener: RequestListener;
  /** Adds time that was spent waiting for the store; it stays a part of the own time. */
  inDatabase(ms: number): void;
  report(): Record<string, unknown>;
}

/** Own time: from the request's headers to the end of the answer, without the waiting for upstreams. Replaces the global `fetch`. */
export function ownTime(listener: RequestListener): OwnTime {
  let upstreamMs = 0;
  let databaseMs = 0;
  let own: number[] = [];
  let database: number[] = [];
  const send = globalThis.fetch;
  globalThis.fetch = async (...input) => {
    const began = performance.now();
    try {
      return await send(...input);
    } finally {
      upstreamMs += performance.now() - began;
    }
  };
  return {
    listener(request, response) {
      const began = performance.now();
      const before = { upstreamMs, databaseMs };
      response.once("finish", () => {
        own.push(performance.now() - began - (upstreamMs - before.upstreamMs));
        database.push(databaseMs - before.databaseMs);
      });
      listener(request, response);
    },
    inDatabase: (ms) => void (databaseMs += ms),
    report() {
      const medians = { ownMs: median(own), databaseMs: median(database) };
      [own, database] = [[], []];
      return { ...medians, ...memory() };
    },
  };
}

/** What this process holds, in MB, after what is garbage has gone. */
export function memory(): { heapMB: number; rssMB: number } {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapMB: heapUsed / 2 ** 20, rssMB: rss / 2 ** 20 };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
