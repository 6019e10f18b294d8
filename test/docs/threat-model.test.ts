import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const ROOT = new URL("../../", import.meta.url);
const page = await readFile(new URL("docs/threat-model.md", ROOT), "utf8");
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (Attack|-+) /.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));

/** Each file of a cell with the titles that stand behind it. */
function named(cell: string): [file: string, titles: string[]][] {
  return [...cell.matchAll(/`((?:src|test)\/[^`]+)`([^`]*)/g)].map(([, file = "", rest = ""]) => [
    file,
    [...rest.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => title),
  ]);
}

test.each(rows)("%s%s: what stops it and its tests are there", async (_, __, stops = "", tests = "") => {
  expect(named(stops)).not.toEqual([]);
  expect(named(tests)).not.toEqual([]);
  for (const [file] of named(stops)) await readFile(new URL(file, ROOT), "utf8");
  for (const [file, titles] of named(tests)) {
    const source = await readFile(new URL(file, ROOT), "utf8");
    const missing = titles.filter((title) => !source.includes(`"${title}"`));
    expect([file, missing]).toEqual([file, []]);
    expect(titles.length > 0 || file.startsWith("test/server/attacks/")).toBe(true);
  }
});

test("every table of attacks is named, and is run by the test beside it", async () => {
  const files = await readdir(new URL("test/server/attacks/", ROOT));
  const tables = files.filter((file) => file.endsWith("-attacks.ts"));
  expect(tables).not.toEqual([]);
  expect(tables.filter((file) => !page.includes(`\`test/server/attacks/${file}\``))).toEqual([]);
  expect(tables.filter((file) => !files.includes(file.replace(/\.ts$/, ".test.ts")))).toEqual([]);
});
