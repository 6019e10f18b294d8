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
  const names = [...new Set(byName.flatMap((tests) => [...tests.keys()]))];
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
      const result = byName[index]?.get(name)?.result();
      return result?.state === "skipped" ? [`– ${engine}: ${name}: ${result.note ?? "not asked for"}`] : [];
    }),
  );
  return ["", row(engines, ""), ...rows, "", ...reasons].join("\n");
}

function sign(test: TestCase | undefined): string {
  return test ? SIGNS[test.result().state] : "";
}
