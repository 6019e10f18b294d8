import { readFile } from "node:fs/promises";

/** A cell of the table: how the migration ends, and what helps where it is not moved: alternatives, each of ways that go together. */
export interface Cell {
  readonly policy: string;
  readonly bundler: string;
  readonly ends: string;
  readonly help: readonly (readonly string[])[];
}

/** What changes: a line of code or of the bundler's settings, and a directive that stands in the policy in the place of its namesake. */
export interface WayOut {
  readonly line: string;
  readonly directive: string;
}

const page = await readFile(new URL("../../docs/content-security-policy.md", import.meta.url), "utf8");

function rowsBelow(heading: string): string[][] {
  const [section = ""] = page.split(`\n## ${heading}\n`)[1]?.split("\n## ") ?? [];
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.replaceAll("`", "").trim()),
  );
}

const [[, ...titles] = [], , ...rows] = rowsBelow("What passes");

export const CELLS: readonly Cell[] = rows.flatMap(([policy = "", ...cells]) =>
  cells.map((cell, at) => {
    const [ends = "", help = ""] = cell.split(": ");
    const ways = help === "" ? [] : help.split(" or ").map((one) => one.split(" + "));
    return { policy, bundler: titles[at] ?? "", ends, help: ways };
  }),
);

export const WAYS: ReadonlyMap<string, WayOut> = new Map(
  rowsBelow("Ways out")
    .slice(2)
    .map(([number = "", , line = "", directive = ""]) => [number, { line, directive }]),
);

/** The policy with a nonce in it, and with these directives in the place of their namesakes. */
export function policyWith(policy: string, nonce: string, ways: readonly string[]): string {
  const changes = ways.map((way) => WAYS.get(way)?.directive ?? "");
  const directives = policy.split("; ").map((directive) => {
    const [name] = directive.split(" ");
    return changes.find((change) => change.startsWith(`${name} `)) ?? directive;
  });
  return directives.join("; ").replaceAll("nonce-…", `nonce-${nonce}`);
}
