import type { Bench } from "./bench.js";
import type { ConformanceSection } from "./conformance-report.js";

/** One thing that the protocol says, and how to see whether it is so. */
export interface ConformanceCase {
  name: string;
  section: ConformanceSection;
  level: 1 | 2;
  needsClock?: true;
  /** @throws Nonconformance where it is not so. */
  run(bench: Bench): Promise<void>;
}
