import { chmod, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSecret } from "../../../src/cli/config/read-secret.js";

let folder = "";
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "session-migration-secret-"))));
afterAll(() => rm(folder, { recursive: true }));

async function read(text: string, mode: number): Promise<unknown> {
  const file = join(folder, `${mode.toString(8)}-${text.length}`);
  await writeFile(file, text);
  await chmod(file, mode);
  await symlink(file, `${file}-link`);
  const direct = readSecret("secret", { file }, { env: {}, folder: "/nowhere" });
  const linked = readSecret("secret", { file: `${file}-link` }, { env: {}, folder: "/nowhere" });
  expect("text" in linked).toBe("text" in direct);
  return direct;
}

test.each([0o600, 0o400])("a file of mode %o is read, without the line break at its end", async (mode) => {
  expect(await read("line one\nline two\n", mode)).toEqual({ text: "line one\nline two" });
});

test.each([0o604, 0o640, 0o644, 0o660, 0o666, 0o620, 0o601])(
  "a file of mode %o is refused with the command that helps",
  async (mode) => {
    const { wrong } = (await read("canary", mode)) as { wrong: string };
    expect(wrong).toMatch(/^"secret" is in .* which others may read \(mode 0\d{3}\): run chmod 600 \//);
    expect(wrong).not.toContain("canary");
  },
);

test("a relative path starts at the folder of the config", async () => {
  await writeFile(join(folder, "relative"), "found", { mode: 0o600 });
  expect(readSecret("secret", { file: "relative" }, { env: {}, folder })).toEqual({ text: "found" });
});

test.each([
  ["is not there", "missing", "ENOENT"],
  ["is a folder", ".", "EISDIR|others may read"],
])("a file that %s is named", (_, file, why) => {
  expect(readSecret("secret", { file }, { env: {}, folder })).toEqual({
    wrong: expect.stringMatching(`^"secret" is in ${folder}.*(${why})`) as unknown,
  });
});

test("an empty file holds no secret", async () => {
  expect(await read("\n", 0o600)).toEqual({
    wrong: expect.stringMatching(/which is empty: write/) as unknown,
  });
});
