import { readFile } from "node:fs/promises";
import { afterAll, expect, test } from "vitest";
import { findBrowsers } from "../browsers/find-browsers.js";
import { present } from "../browsers/launch.js";
import { createDatabase } from "../setup/database.js";
import { createReader } from "./reader.js";
import { stepsOf } from "./walk-through.js";

const page = await readFile(new URL("../../docs/testing.md", import.meta.url), "utf8");

const database = await createDatabase();
const { executable } = present("chromium", (await findBrowsers()).chromium);
const reader = await createReader({ DATABASE_URL: database.url, CHROMIUM: executable });
afterAll(() => Promise.all([reader.leave(), database.drop()]));

// What a reader has before.
const APP = {
  "index.html": `<!doctype html><p id="user"></p><script type="module" src="/main.ts"></script>`,
  "main.ts": `import { migrateOnLoad } from "authgear-session-migration";
    import { storedToken } from "authgear-session-migration/legacy/stored-token";
    const migration = migrateOnLoad({
      authgear: { endpoint: "https://auth.example.com", clientID: "my-app" },
      legacy: storedToken({ key: "old-token" }),
      exchange: "/session-migration",
    });
    const { session } = await migration;
    const email = session === "authgear" && (await (await migration.authgear).fetchUserInfo()).email;
    document.getElementById("user")!.textContent = email || "the old session";`,
};

test("the three tests that docs/testing.md shows pass as they stand", { timeout: 120_000 }, async () => {
  for (const [name, text] of Object.entries(APP)) await reader.save(name, text);
  await reader.run("npm init -y");
  await reader.run("npm install vite@8 authgear-session-migration @authgear/web");
  await reader.run("npx vite build");
  const steps = stepsOf(page);
  for (const step of steps) {
    if ("save" in step) await reader.save(step.save, step.text);
    else if ("run" in step) for (const command of step.run) await reader.run(command);
    else throw new Error(`Nobody takes this step: ${JSON.stringify(step)}`);
  }
  expect(steps.at(-1)).toEqual({ run: ["node --test test/*.test.mjs"] });
});
