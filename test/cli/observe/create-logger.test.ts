import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../package/packed-package.js";
import { scrubber, withoutTokens } from "../../../src/cli/observe/scrub.js";

/** What the logger writes, in a process of its own: it writes to the descriptor itself. */
function logged(fields: unknown): string {
  const source = pathToFileURL(join(root, "src/cli/observe/create-logger.ts")).href;
  const code = `import { pino } from "pino";
    import { createLogger } from ${JSON.stringify(source)};
    createLogger({ pino }, "info", (text) => text.replaceAll("known", "[redacted]")).info(${JSON.stringify(fields)}, "m");`;
  const argv = ["--import", join(root, "test/setup/typescript.mjs"), "--input-type=module", "--eval", code];
  const run = spawnSync(process.execPath, argv, { cwd: root, encoding: "utf8" });
  expect(run.stderr).toBe("");
  return run.stdout;
}

test("members that hold secrets are redacted at every depth that is logged, in either spelling", () => {
  const names = ["authorization", "cookie", "subject_token", "refresh_token", "access_token", "confirmation"];
  const all = [...names, "idempotency-key", "Authorization", "Cookie", "Idempotency-Key", "connectionString"];
  const canaries = Object.fromEntries(all.map((name) => [name, `canary of ${name}`]));
  const text = logged({ ...canaries, headers: canaries, request: { headers: canaries, kept: "kept" } });
  expect(text).not.toContain("canary");
  expect(text.match(/\[redacted\]/g)).toHaveLength(3 * all.length);
  expect(text).toContain('"kept":"kept"');
});

test("a line is JSON with level, time and message, and known secrets are taken out of it", () => {
  expect(JSON.parse(logged({ said: "a known thing" }))).toMatchObject({
    level: "info",
    time: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
    msg: "m",
    said: "a [redacted] thing",
  });
});

test("the password of a connection string is known as it is written and as it is meant", () => {
  const scrub = scrubber(["postgres://me:p%40ss-word@db.example/app", "line one\nline two"]);
  expect(scrub("p@ss-word p%40ss-word postgres://me:p%40ss-word@db.example/app")).toBe(
    "[redacted] [redacted] [redacted]",
  );
  expect(scrub(JSON.stringify({ key: "line one\nline two" }))).toBe('{"key":"[redacted]"}');
  expect(scrub("db.example")).toBe("db.example");
});

test("what looks like a token is taken out of strange words", () => {
  expect(withoutTokens("user eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln of 2")).toBe("user [redacted] of 2");
});
