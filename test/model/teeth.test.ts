import { describe, expect, test } from "vitest";
import { createKeys } from "./authgear-side.js";
import { MUTATIONS } from "./mutations.js";
import { PROMISES } from "./promises.js";
import { search } from "./property.js";

const SEED = 20_261_121;
const keys = await createKeys();

describe.each(PROMISES.map((words, index) => ({ promise: index + 1, words })))(
  "promise $promise: $words",
  ({ promise }) => {
    const breaks = MUTATIONS.filter((mutation) => mutation.promise === promise);
    test.each(breaks)("is seen broken where $name", { timeout: 300_000 }, async (mutation) => {
      const { seed = SEED } = mutation;
      const found = await search(keys, { runs: 2_000, seed, mutation, promise, shrink: false });
      expect(found).toMatchObject({ failed: true, promise });
    });
  },
);
