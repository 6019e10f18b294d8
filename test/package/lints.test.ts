import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeSubpaths, specifierOf } from "./manifest.js";
import { installPacked, root, type Consumer } from "./packed-package.js";

const run = promisify(execFile);

let consumer: Consumer;
beforeAll(async () => void (consumer = await installPacked()), 30_000);
afterAll(() => consumer?.remove());

describe("of the packed package", () => {
  test("publint has nothing to say, strictly", async () => {
    const { messages } = await publint({ pkgDir: consumer.installed, pack: false, strict: true });
    const pkg = JSON.parse(readFileSync(join(consumer.installed, "package.json"), "utf8")) as object;
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test("attw finds the types of every entry, as ES modules", { timeout: 60_000 }, async () => {
    // The script-tag file and the data files have no types. Without `@types` to look for nothing is asked of a registry.
    const how = ["--profile", "esm-only", "--no-definitely-typed", "--format", "ascii", "--no-color"];
    const argv = [join(root, "node_modules/.bin/attw"), consumer.tarball, ...how];
    const attw = run(process.execPath, [...argv, "--entrypoints", ...codeSubpaths]);
    const { stdout: report } = await attw.catch((error: unknown) => {
      throw new Error((error as { stdout: string }).stdout, { cause: error });
    });
    expect(codeSubpaths.filter((subpath) => !report.includes(`"${specifierOf(subpath)}"`))).toEqual([]);
  });
});
