import { basename } from "node:path";
import type { Reporter, TestCase, TestModule } from "vitest/node";

const SIGNS = { passed: "✓", failed: "✗", skipped: "–", pending: "✗" } as const;

/** Ends a run of the matrix with the matrix: cases by engines, and in a line each what cannot run where. */
export function printMatrix(): Reporter {
  return {
    onTestRunEnd(modules) {
      const columns = modules.filter(({ moduleId }) => /\/test\/matrix\/[^/]+$/.test(moduleId));
      if (columns.length > 0) console.log(matrix(columns));
    },
  };
}

function matrix(columns: readonly TestModule[]): string {
  const engines = columns.map((module) => basename(module.moduleId, ".test.ts"));
  const byName = columns.map(
    (module) => new Map([...module.children.allTests()].map((test) => [test.name, test])),
  );
  const ran = (name: string): boolean =>
    byName.some((tests) => tests.get(name)?.result().state !== "skipped" || !!noteOf(tests.get(name)));
  const names = [...new Set(byName.flatMap((tests) => [...tests.keys()]))].filter(ran);
  const width = Math.max(...engines.map(({ length }) => length)) + 2;
  const row = (cells: readonly string[], name: string): string =>
    `${cells.map((cell) => cell.padEnd(width)).join("")}${name}`;
  const rows = names.map((name) =>
    row(
      byName.map((tests) => sign(tests.get(name))),
      name,
    ),
  );
  const reasons = names.flatMap((name) =>
    engines.flatMap((engine, index) => {
      const reason = noteOf(byName[index]?.get(name));
      return reason ? [`– cannot run in ${engine}: ${name}: ${reason}`] : [];
    }),
  );
  return ["", row(engines, ""), ...rows, "", ...reasons].join("\n");
}

function sign(test: TestCase | undefined): string {
  return test ? SIGNS[test.result().state] : "";
}

/** Why a case was not played. */
function noteOf(test: TestCase | undefined): string | undefined {
  const result = test?.result();
  return result?.state === "skipped" ? result.note : undefined;
}
