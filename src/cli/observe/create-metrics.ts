import type { Counter } from "prom-client";
import type { Count } from "../../server/core.js";
import type { SweepReport } from "../../server/sweep.js";
import type { LogRecord } from "../../server/trace.js";
import type { Peers } from "../peers.js";

/** Rows of the ledger by client and state. */
export type ReadProgress = () => Promise<readonly { clientID: string; state: string; rows: number }[]>;

export interface Metrics {
  count: Count;
  observe(record: LogRecord): void;
  /** A request has come in; call the answer once it is over. */
  begin(): () => void;
  swept(report: SweepReport): void;
  /** The text that Prometheus reads, and its content type. */
  text(): Promise<{ type: string; body: string }>;
}

const PREFIX = "session_migration_";
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counters and histograms of one process, in a registry of its own. Labels hold no personal data. */
export function createMetrics({ prometheus }: Pick<Peers, "prometheus">, progress: ReadProgress): Metrics {
  const register = new prometheus.Registry();
  const registers = [register];
  prometheus.collectDefaultMetrics({ register });
  const counters = new Map<string, Counter>();
  const count: Count = (name, labels) => {
    const labelNames = Object.keys(labels);
    const options = { name: `${PREFIX}${name}_total`, help: HELP[name] ?? name, labelNames, registers };
    const counter = counters.get(name) ?? new prometheus.Counter(options);
    counters.set(name, counter);
    counter.inc({ ...labels });
  };
  const duration = new prometheus.Histogram({
    name: `${PREFIX}request_duration_seconds`,
    help: "How long requests took.",
    labelNames: ["operation"],
    buckets: SECONDS,
    registers,
  });
  const stage = new prometheus.Histogram({
    name: `${PREFIX}stage_duration_seconds`,
    help: "How long the stages of requests took.",
    labelNames: ["operation", "stage"],
    buckets: SECONDS,
    registers,
  });
  const inFlight = new prometheus.Gauge({
    name: `${PREFIX}in_flight`,
    help: "Requests that are being answered.",
    registers,
  });
  const swept = new prometheus.Counter({
    name: `${PREFIX}swept_rows_total`,
    help: "Rows that sweeps have cleaned, failed at or deleted.",
    labelNames: ["outcome"],
    registers,
  });
  const rows = new prometheus.Gauge({
    name: `${PREFIX}rows`,
    help: "Rows of the ledger, as the view migration_progress counts them.",
    labelNames: ["client_id", "state"],
    registers,
  });
  return {
    count,
    observe({ operation = "none", durationMs, stages }) {
      duration.observe({ operation }, durationMs / 1000);
      for (const [name, ms] of Object.entries(stages)) stage.observe({ operation, stage: name }, ms / 1000);
    },
    begin() {
      inFlight.inc();
      return () => inFlight.dec();
    },
    swept(report) {
      for (const [outcome, number] of Object.entries(report)) swept.inc({ outcome }, Number(number));
    },
    async text() {
      // A database that does not answer takes these lines away and leaves the others.
      const now = await progress().catch(() => []);
      rows.reset();
      for (const one of now) rows.set({ client_id: one.clientID, state: one.state }, one.rows);
      return { type: register.contentType, body: await register.metrics() };
    },
  };
}

const HELP: Readonly<Record<string, string>> = {
  requests: "Requests by what was answered: a problem type, or what was done.",
  already_migrated: "Legacy sessions that came again after they had given their session away.",
  reissued: "Sessions that replaced one that its browser had lost.",
  sessions_revoked: "Authgear sessions that nobody held and that were revoked.",
};
