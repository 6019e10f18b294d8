import { expect, test } from "vitest";
import { createWorld } from "./world.js";

const world = await createWorld({ built: true });

test("the built package moves a user and ends the old session", async () => {
  const from = [...world.app.files.values()].flatMap(({ modules }) => modules);
  expect(from).toContain("dist/engine.js");
  expect(from.filter((module) => module.startsWith("src/"))).toEqual([]);

  const person = await world.person();
  const visitor = await world.visitor({ legacyToken: person.token });
  expect(await visitor.visit()).toMatchObject({ status: "migrated", userID: person.userID });
  await visitor.ageing();
  await visitor.pass(10_000);
  await expect.poll(() => visitor.states()).toContainEqual(expect.objectContaining({ legacy: "ended" }));
  expect(world.legacy.isAlive(person)).toBe(false);
  expect(visitor.faults()).toEqual([]);
});
