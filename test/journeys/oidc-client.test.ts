import { expect, test } from "vitest";
import { PASSWORD, PEOPLE } from "../../demo/people.js";
import { finish } from "./expect-moved.js";
import { createOidcSide } from "./oidc-side.js";
import { sidOf } from "./visitor.js";
import { openWorld } from "./world.js";

const world = await openWorld(createOidcSide);
const [person] = PEOPLE;

test("a user who signed in at an OpenID provider with oidc-client-ts is moved, and that log-in ends", async () => {
  const userID = await world.importUser(person.id);
  const visitor = await world.visitor({ path: "/oidc" });
  const { page } = visitor;
  await page.goto(`${world.origins.app}/v1/`);
  await page.fill("#email", person.email);
  await page.fill("#password", PASSWORD);
  await page.click("button[type=submit]");
  await page.waitForURL(`${world.origins.app}/blank`);
  const isEnded = (): boolean[] =>
    [...world.legacy.logIns.values()].map(({ revokedAt }) => revokedAt !== undefined);
  expect(isEnded()).toEqual([false]);

  expect(await visitor.visit()).toEqual({
    status: "migrated",
    session: "authgear",
    userID,
    legacy: "ending",
  });
  await visitor.ageing();
  expect(isEnded()).toEqual([false]);
  await finish(visitor);
  expect(isEnded()).toEqual([true]);
  const sid = sidOf((await visitor.stored()).token);
  expect(world.live(userID).map(({ id }) => id)).toEqual([sid]);
  expect(await world.ledger(userID)).toMatchObject([{ state: "confirmed", sid }]);
  const left = await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("oidc.")));
  expect(left).toEqual([]);
  expect(visitor.faults()).toEqual([]);

  world.gate.clear();
  expect(await visitor.visit()).toEqual({ status: "signed-in", session: "authgear" });
  const files = new Set(world.app.pathsOf("oidc-client-ts").map((path) => `GET app${path}`));
  expect(world.gate.requests().filter(({ route }) => files.has(route))).toEqual([]);
});
