import { expect, test } from "vitest";
import { createKeys } from "./authgear-side.js";
import { search } from "./property.js";

const RUNS = 2_000;
const SEED = 20_261_121;

test(`the nine promises hold in ${RUNS} runs with seed ${SEED}`, { timeout: 600_000 }, async () => {
  const { failed, report } = await search(await createKeys(), { runs: RUNS, seed: SEED });
  if (failed) throw new Error(report);
  expect(report).toBe("");
});
