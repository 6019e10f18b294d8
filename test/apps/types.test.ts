import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root, type Consumer } from "../package/packed-package.js";
import { APPS, installApps } from "./install-apps.js";

const run = promisify(execFile);

/** A value that the package does not take, for each app, and where it stands. */
const WRONG: Readonly<Record<(typeof APPS)[number], [file: string, right: string, wrong: string]>> = {
  "react-vite": ["migration.ts", '"id_token"', '"refresh_token"'],
  "vue-firebase": ["router.ts", '"none"', '"nobody"'],
  "next-cookies": ["app/session-migration/[[...path]]/route.ts", "cookie: true", "cookies: true"],
  "plain-html": ["app.js", 'key: "session"', "key: 1"],
  "own-token-python": ["migration.config.mjs", 'type: "hook"', 'type: "webhook"'],
};

let consumer: Consumer;
beforeAll(async () => void (consumer = await installApps()), 60_000);
afterAll(() => consumer?.remove());

/** What the compiler says of an app, and the files that it has looked at. */
async function check(app: string): Promise<{ errors: string[]; files: string[] }> {
  const argv = ["--project", app, "--pretty", "false", "--listFiles"];
  const tsc = run(join(root, "node_modules/.bin/tsc"), argv, { cwd: consumer.folder, maxBuffer: 10_000_000 });
  const { stdout } = await tsc.catch((error: unknown) => error as { stdout: string });
  const lines = stdout.split("\n");
  return {
    errors: lines.filter((line) => line.includes(": error TS")),
    files: lines.filter((line) => line.startsWith("/")),
  };
}

describe.each(APPS)("%s", (app) => {
  test(
    "is right by the types of the packed package, and of nothing else of ours",
    { timeout: 60_000 },
    async () => {
      const { errors, files } = await check(app);
      expect(errors).toEqual([]);
      expect(files.filter((file) => file.startsWith(consumer.installed))).not.toEqual([]);
      expect(files.filter((file) => /^(src|dist|test)\//.test(file.replace(root, "")))).toEqual([]);
    },
  );

  test("is really looked at", { timeout: 60_000 }, async () => {
    const [name, right, wrong] = WRONG[app];
    const file = join(consumer.folder, app, name);
    const source = await readFile(file, "utf8");
    await writeFile(file, source.replace(right, wrong));
    const { errors } = await check(app);
    await writeFile(file, source);
    expect(errors.map((line) => line.split("(")[0])).toContain(`${app}/${name}`);
  });
});
