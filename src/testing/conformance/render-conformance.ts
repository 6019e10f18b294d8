import type { ConformanceReport, ConformanceResult } from "./conformance-report.js";

const TITLES = { 1: "Guard", 2: "Operations", 3: "Problems", 6: "One session for one legacy session" };
const LEVELS = { 0: "none", 1: "1, the exchange", 2: "2, the whole protocol" };

/** The report as text for a terminal, one line for each case. */
export function renderConformance({ level, cases, skipped }: ConformanceReport): string {
  const sections = ([1, 2, 3, 6] as const).flatMap((section) => {
    const own = cases.filter((one) => one.section === section);
    return own.length === 0 ? [] : [`${section}. ${TITLES[section]}`, ...own.map(line), ""];
  });
  const passed = cases.filter((one) => one.passed).length;
  return [
    ...sections,
    ...(skipped.length === 0
      ? []
      : ["Skipped without a clock", ...skipped.map((name) => `  -  ${name}`), ""]),
    `${passed} of ${cases.length} passed, ${skipped.length} skipped. Level reached: ${LEVELS[level]}.`,
    "",
  ].join("\n");
}

function line({ name, level, passed, detail }: ConformanceResult): string {
  const told = detail === undefined ? "" : `\n         ${detail}`;
  return `  ${passed ? "ok  " : "FAIL"} ${name} (level ${level})${told}`;
}
