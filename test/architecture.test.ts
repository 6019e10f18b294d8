import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { rules } from "./architecture/rules.js";
import { readSourceTree } from "./architecture/source-tree.js";

const tree = await readSourceTree(fileURLToPath(new URL("../src", import.meta.url)));

describe("the sources", () => {
  test.for(Object.entries(rules))("%s", async ([, violations]) => {
    expect(await violations(tree)).toEqual([]);
  });
});
