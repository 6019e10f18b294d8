import { randomBytes } from "node:crypto";
import { chmod, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createServeWorld, post } from "./serve-world.js";
import { origins, runCLI, type Run } from "./serve-process.js";

const world = await createServeWorld();

test(
  "--dev brings a database that keeps its rows over restarts, and is for one process at a time",
  { timeout: 60_000 },
  async () => {
    const { env } = world;
    const cwd = await world.folder({ database: "undefined" });
    // Where this runs as root, the server has another account.
    await chmod(cwd, 0o755);
    const dev = (...more: string[]): Run => runCLI(["serve", "--dev", ...more], { cwd, env });
    const end = async (run: Run): Promise<void> => {
      run.child.kill("SIGTERM");
      expect(await run.exited).toBe(0);
    };

    const first = dev();
    await first.line("listening");
    expect(first.output().stderr).toMatch(
      /--dev keeps its database in \.authgear-session-migration\/, .*git/,
    );
    expect(await readFile(join(cwd, ".authgear-session-migration/.gitignore"), "utf8")).toBe("*\n");
    expect((await stat(join(cwd, ".authgear-session-migration"))).mode & 0o077).toBe(0);
    const subject_token = `nobody.${randomBytes(24).toString("base64url")}`;
    const { main } = await origins(first);
    // No such user is imported: that is written down, too.
    expect((await post(main, "", { subject_token })).problem).toBe("user-not-found");
    const second = dev();
    expect(await second.exited).toBe(1);
    expect(second.output().stderr).toContain("another process uses .authgear-session-migration/ already");
    await end(first);

    await expect(stat(join(cwd, ".authgear-session-migration/url"))).rejects.toThrow("ENOENT");

    const third = dev();
    await third.line("listening");
    const url = await stat(join(cwd, ".authgear-session-migration/url"));
    expect(url.mode & 0o077).toBe(0);
    const asked = world.emulator.requests().length;
    expect((await post((await origins(third)).main, "", { subject_token })).problem).toBe("user-not-found");
    // The row answers.
    expect(world.emulator.requests()).toHaveLength(asked);
    await end(third);
    const check = dev("--check");
    expect(await check.exited).toBe(0);
    expect(check.output().stdout).toMatch(/^ok +database +PostgreSQL .* schema version \d+$/m);
  },
);

test.runIf(process.getuid?.() === 0)(
  "as root, in a folder that its other account cannot enter, --dev says how to go on",
  async () => {
    const run = runCLI(["serve", "--dev"], {
      cwd: await world.folder({ database: "undefined" }),
      env: world.env,
    });
    expect(await run.exited).toBe(1);
    expect(run.output().stderr).toMatch(
      /runs as "nobody", who cannot enter .*: work as another user, or let others/,
    );
  },
);
