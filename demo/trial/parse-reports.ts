import type { Reported } from "./trial.js";

/** What a tab reports, as it arrives: text of any kind is possible. */
export function parseReports(body: string): readonly Reported[] {
  const report: unknown = JSON.parse(body);
  if (typeof report !== "object" || report === null || !("tab" in report) || !("event" in report)) return [];
  const { tab, event } = report;
  if (typeof tab !== "number" || typeof event !== "object" || event === null) return [];
  const { from, on, to, code } = event as Record<string, unknown>;
  if (typeof from !== "string" || typeof on !== "string" || typeof to !== "string") return [];
  const named = { from, on, to, ...(typeof code === "string" && { code }) } as Reported["event"];
  return [{ tab, at: Date.now(), event: named }];
}
