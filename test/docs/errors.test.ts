import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { PROBLEMS, type ProblemType } from "../../src/protocol/problem.js";

const ROOT = new URL("../../", import.meta.url);
const page = await readFile(new URL("docs/errors.md", ROOT), "utf8");
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")));

test("every problem of the protocol stands there with its status", () => {
  const documented = rows.filter((cells) => cells.length === 6).map(([, code, status]) => [code, status]);
  const more: Partial<Record<ProblemType, string>> = { "invalid-request": "400, 413, 415" };
  const names = Object.keys(PROBLEMS) as ProblemType[];
  expect(documented).toEqual(names.map((name) => [name, more[name] ?? String(PROBLEMS[name].status)]));
});

test("every other code of MigrationError stands there, in the order of its declaration", async () => {
  const source = await readFile(new URL("src/error.ts", ROOT), "utf8");
  const [, union = ""] = /type MigrationErrorCode =([^;]+);/.exec(source) ?? [];
  const declared = [...union.matchAll(/"([\w-]+)"/g)].map(([, code]) => code);
  expect(declared.length).toBeGreaterThan(0);
  expect(rows.filter((cells) => cells.length === 5).map(([, code]) => code)).toEqual(declared);
});
