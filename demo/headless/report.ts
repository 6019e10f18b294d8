/** Something that should have been seen from outside was not. */
export class NotObserved extends Error {
  override readonly name = "NotObserved";
}

/** @throws NotObserved with this sentence, unless the condition holds */
export function observe(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new NotObserved(otherwise);
}

/** What a phase found, and what it says about it. */
export interface Observation<Found> {
  readonly saw: string;
  readonly found: Found;
}

export interface Report {
  /** Runs one phase and prints one line: milliseconds, title, what was seen. */
  phase<Found>(title: string, run: () => Promise<Observation<Found>>): Promise<Found>;
  /** Milliseconds since the report began. */
  elapsed(): number;
}

export function createReport(print: (line: string) => void): Report {
  const began = performance.now();
  return {
    async phase(title, run) {
      const started = performance.now();
      const line = (mark: string, saw: string): void => {
        const milliseconds = String(Math.round(performance.now() - started)).padStart(6);
        print(`${mark} ${milliseconds} ms  ${title}: ${saw}`);
      };
      try {
        const { saw, found } = await run();
        line("ok", saw);
        return found;
      } catch (error) {
        line("NO", error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
        throw error;
      }
    },
    elapsed: () => Math.round(performance.now() - began),
  };
}
