import { createBench } from "./bench.js";
import { clockCases } from "./cases/clock-cases.js";
import { confirmCases } from "./cases/confirm-cases.js";
import { corsCases } from "./cases/cors-cases.js";
import { exchangeCases } from "./cases/exchange-cases.js";
import { guardCases } from "./cases/guard-cases.js";
import { parallelCases } from "./cases/parallel-cases.js";
import { problemCases } from "./cases/problem-cases.js";
import { replayCases } from "./cases/replay-cases.js";
import { requestCases } from "./cases/request-cases.js";
import { retireCases } from "./cases/retire-cases.js";
import { signOutCases } from "./cases/sign-out-cases.js";
import type { ConformanceCase } from "./conformance-case.js";
import type { ConformanceOptions } from "./conformance-options.js";
import { levelReached, type ConformanceReport, type ConformanceResult } from "./conformance-report.js";
import { Nonconformance } from "./nonconformance.js";

const CASES: readonly ConformanceCase[] = [
  ...guardCases,
  ...corsCases,
  ...requestCases,
  ...exchangeCases,
  ...problemCases,
  ...confirmCases,
  ...signOutCases,
  ...retireCases,
  ...replayCases,
  ...parallelCases,
  ...clockCases,
];

/**
 * Drives an implementation of the exchange protocol over HTTP, one case after the other, and says which level it reaches. Each case has users of
 * its own, so that a run can be repeated on one store. Limits per address have to be wide for it: it sends a few hundred requests.
 *
 * @throws whatever a hook throws.
 */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const bench = createBench(options);
  const runs = ({ needsClock }: ConformanceCase): boolean =>
    !needsClock || options.hooks.moveClock !== undefined;
  const cases: ConformanceResult[] = [];
  for (const one of CASES.filter(runs)) {
    const { name, section, level } = one;
    const detail = await failureOf(one.run(bench));
    cases.push({
      name,
      section,
      level,
      passed: detail === undefined,
      ...(detail === undefined ? {} : { detail }),
    });
  }
  const skipped = CASES.filter((one) => !runs(one)).map(({ name }) => name);
  return { level: levelReached(cases), cases, skipped };
}

async function failureOf(run: Promise<void>): Promise<string | undefined> {
  try {
    await run;
    return undefined;
  } catch (error) {
    if (error instanceof Nonconformance) return error.message;
    throw error;
  }
}
