import type { Reporter, TestModule } from "vitest/node";

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Ends the output with one line that says how many tests passed and failed, whatever else happened; before it a line for each failure, for
 * whoever sees the end of a log alone.
 */
export function closingLine(): Reporter {
  let counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  let failures: readonly string[] = [];
  return {
    onInit() {
      process.once("exit", (code) => {
        for (const each of failures) console.log(each);
        console.log(sentence(code === 0 ? counts : atLeastOneFailed(counts)));
      });
    },
    onTestRunEnd(modules, unhandledErrors) {
      counts = count(modules, unhandledErrors.length);
      failures = [
        ...modules.flatMap(failuresOf),
        ...unhandledErrors.map((error) => failure("outside of any test", error.message)),
      ];
    },
  };
}

// A file that does not load and an error outside of any test count as one failed test each.
function count(modules: readonly TestModule[], unhandledErrors: number): Counts {
  const states = modules.flatMap((module) =>
    [...module.children.allTests()].map((test) => test.result().state),
  );
  const number = (state: string): number => states.filter((each) => each === state).length;
  const brokenModules = modules.filter((module) => module.errors().length > 0).length;
  return {
    passed: number("passed"),
    failed: number("failed") + brokenModules + unhandledErrors,
    skipped: number("skipped"),
  };
}

function failuresOf(module: TestModule): string[] {
  const tests = [...module.children.allTests("failed")].flatMap((test) =>
    (test.result().errors ?? []).map(({ message }) =>
      failure(`${module.relativeModuleId} > ${test.fullName}`, message),
    ),
  );
  return [...module.errors().map(({ message }) => failure(module.relativeModuleId, message)), ...tests];
}

function failure(where: string, message: string): string {
  return `FAILED ${where}: ${message.split("\n", 1)[0]?.slice(0, 300)}`;
}

function atLeastOneFailed(counts: Counts): Counts {
  return { ...counts, failed: Math.max(counts.failed, 1) };
}

function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
