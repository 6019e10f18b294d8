import { afterAll, beforeAll, expect, test } from "vitest";
import { startEngine, type Engine } from "../browsers/engine.js";
import { findBrowsers, type EngineName } from "../browsers/find-browsers.js";
import { createWorld } from "../journeys/world.js";
import { appFront } from "./app-front.js";
import { CASES } from "./cases/index.js";
import { pageClock } from "./page-clock.js";
import { onStage, type Page } from "./stage.js";

/** Plays every case in one engine, each on an origin of its own: one column of the matrix. */
export async function runMatrix(name: EngineName): Promise<void> {
  const found = (await findBrowsers())[name];
  test(`${name} is on this machine`, (context) => {
    if (!found.found && !process.env["CI"]) context.skip(found.reason);
    expect(found).toMatchObject({ found: true });
  });
  if (found.found) await playAll(name);
}

async function playAll(name: EngineName): Promise<void> {
  const pages = new Map<string, Page>();
  const world = await createWorld({
    built: true,
    names: CASES.map((_, index) => `case${index}`),
    front: (parts) =>
      appFront(parts, (host) => {
        const { ahead, script } = pages.get(host.replace(/\..*/, "")) ?? { ahead: 0, script: "" };
        return pageClock(ahead) + script;
      }),
  });
  let engine: Engine;
  beforeAll(async () => void (engine = await startEngine(name)));
  afterAll(() => engine?.close());

  for (const [index, { name: fact, modes, cannot, run }] of CASES.entries()) {
    const reason = cannot?.[name];
    test(`${modes}: ${fact}`, async (context) => {
      if (reason) context.skip(reason);
      expect.hasAssertions();
      const origin = world.origins.app.replace("app.", `case${index}.`);
      const page: Page = { ahead: 0, script: "" };
      pages.set(`case${index}`, page);
      await onStage({ engine, name, world, origin, elsewhere: world.origins.app }, page, run);
    });
  }
}
