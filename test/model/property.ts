import fc from "fast-check";
import { type Action, action } from "./action.js";
import type { Keys } from "./authgear-side.js";
import { type Mutation, NOTHING } from "./mutation.js";
import { PROMISES } from "./promises.js";
import { simulate } from "./simulate.js";
import type { Settings } from "./types.js";

const settings: fc.Arbitrary<Settings> = fc
  .record({
    credential: fc.constantFrom("token", "token", "cookie"),
    revocation: fc.constantFrom("client", "client", "server", "none"),
    rotation: fc.boolean(),
    locks: fc.boolean(),
    hint: fc.boolean(),
    knowsAuthTime: fc.boolean(),
    canRevoke: fc.boolean(),
  })
  // Without locks two tabs that refresh at once lose a rotating session, as in any app on Authgear.
  .map((one) => ({ ...one, rotation: one.rotation && one.locks }));

export interface Search {
  runs: number;
  seed: number;
  path?: string | undefined;
  mutation?: Mutation;
  /** Only failures of this promise count. */
  promise?: number;
  /** Default true. */
  shrink?: boolean;
}

export interface Found {
  runs: number;
  failed: boolean;
  promise: number;
  /** For people: what was broken, how it came to it, and how to see it again. */
  report: string;
}

/** Looks for a run that breaks a promise, and makes it as short as it can. */
export async function search(
  keys: Keys,
  { runs, seed, path, mutation = NOTHING, promise, shrink = true }: Search,
): Promise<Found> {
  const property = fc.asyncProperty(
    settings,
    fc.array(action, { maxLength: 20, size: "max" }),
    async (given, actions) => {
      const { broken } = await simulate(keys, given, actions, mutation);
      return !broken.some((one) => promise === undefined || one.promise === promise);
    },
  );
  const details = await fc.check(property, {
    numRuns: runs,
    seed,
    endOnFailure: !shrink,
    ...(path !== undefined && { path }),
  });
  if (!details.failed || !details.counterexample) {
    return {
      runs: details.numRuns,
      failed: details.failed,
      promise: 0,
      report: "",
    };
  }
  const [given, actions] = details.counterexample;
  const again = await explain(keys, given, actions, mutation, promise);
  const replay = `npm run test:model -- --seed ${seed} --path ${details.counterexamplePath}`;
  return {
    runs: details.numRuns,
    failed: true,
    promise: again.promise,
    report: [again.text, `Replay: ${replay}`].join("\n"),
  };
}

async function explain(
  keys: Keys,
  given: Settings,
  actions: readonly Action[],
  mutation: Mutation,
  sought: number | undefined,
): Promise<{ promise: number; text: string }> {
  const { broken, trace } = await simulate(keys, given, actions, mutation);
  const first = broken.find((one) => sought === undefined || one.promise === sought);
  const promise = first?.promise ?? 0;
  const head = `Promise ${promise}: ${PROMISES[promise - 1] ?? "?"}\n${first?.what ?? "not seen again"}`;
  return { promise, text: [head, JSON.stringify(given), ...trace].join("\n") };
}
