import { readdir, readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { apiReports, reportFolder } from "./api-report.js";
import { codeSubpaths } from "./manifest.js";

let built: Record<string, string> = {};
beforeAll(async () => void (built = await apiReports()), 60_000);

describe("test/package/api, which `npm run api` rewrites,", () => {
  test("has a report for each entry of the package", async () => {
    const names = (await readdir(reportFolder)).filter((name) => name !== "README.md");
    expect(Object.keys(built)).toHaveLength(codeSubpaths.length);
    expect(names.toSorted()).toEqual(Object.keys(built).toSorted());
  });

  test("says what the built declarations say", async () => {
    for (const [name, report] of Object.entries(built)) {
      expect(report).toBe(await readFile(new URL(name, reportFolder), "utf8"));
    }
  });
});
