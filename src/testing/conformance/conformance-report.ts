/** Section of `docs/protocol.md`. */
export type ConformanceSection = 1 | 2 | 3 | 6;

/** What one case found out. */
export interface ConformanceResult {
  name: string;
  section: ConformanceSection;
  /** The level that cannot be reached without it. */
  level: 1 | 2;
  passed: boolean;
  /** What was expected and what came; holds nothing that was sent or answered but statuses and names of problems. */
  detail?: string;
}

export interface ConformanceReport {
  /** 0: not even the exchange. 1: the exchange, its guard and its problems. 2: the whole protocol. */
  level: 0 | 1 | 2;
  cases: ConformanceResult[];
  /** Names of the cases that did not run, because no hook moves the clock. */
  skipped: string[];
}

/** The level that these results prove. */
export function levelReached(cases: readonly ConformanceResult[]): ConformanceReport["level"] {
  const failed = cases.filter(({ passed }) => !passed);
  if (failed.length === 0 && cases.length > 0) return 2;
  return cases.length === 0 || failed.some(({ level }) => level === 1) ? 0 : 1;
}
