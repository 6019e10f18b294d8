import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { FAULTS } from "../../demo/trial/scenario.js";
import { CASES } from "../matrix/cases/index.js";

const ROOT = new URL("../../", import.meta.url);
const text = (file: string): Promise<string> => readFile(new URL(file, ROOT), "utf8");
const page = await text("docs/guarantees.md");
const rows = page
  .split("\n")
  .filter((line) => /^\| [1-9]\. /.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));

test("every promise that the suites bear the names of has its row, in their words", async () => {
  const suites = await Promise.all(
    ["test/migration/promises.test.ts", "test/migration/promises.sessions.test.ts"].map(text),
  );
  const named = suites.flatMap((suite) => [...suite.matchAll(/describe\("promise ([1-9]): ([^"]+)"/g)]);
  const plain = (words: string): string => words.replaceAll(/[*_]/g, "");
  const promises = new Map(named.map(([, number, words = ""]) => [Number(number), plain(words)]));
  expect(rows.map(([, promise = ""]) => plain(promise.slice(3)))).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => promises.get(number)),
  );
});

test.each(rows.map(([, promise = "", , holds = "", tests = ""]) => [promise, holds, tests] as const))(
  "%s What holds it and its tests are there",
  async (_, holds, tests) => {
    const sources = [...holds.matchAll(/`(src\/[^`]+)`/g)].map(([, file = ""]) => file);
    const proofs = [...tests.matchAll(/`(test\/[^`]+)`([^`]*)/g)];
    expect(sources).not.toEqual([]);
    expect(proofs.length).toBeGreaterThan(1);
    for (const file of sources.filter((path) => path.endsWith(".ts"))) await text(file);
    for (const [, file = "", rest = ""] of proofs) {
      const source = await text(file);
      const titles = [...rest.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => title);
      expect([file, titles.filter((title) => !source.includes(`"${title}"`))]).toEqual([file, []]);
    }
  },
);

test("what plays all of them at once has as much to play as it says", () => {
  expect(FAULTS).toHaveLength(10);
  expect(page).toContain("Ten faults,");
  expect(page).toContain(`the same ${CASES.length} scenes`);
});
