import { expect, test } from "vitest";
import { expectMoved, expectUntouched, finish } from "./expect-moved.js";
import { createWorld } from "./world.js";

// Authgear does not believe forwarded headers here, so the access tokens of its JWT client name the host at which the
// Admin API was called, and nobody takes them (contract fact 11).
const world = await createWorld({ trustProxy: false });
const { gate } = world;

const EXCHANGE = "POST app/session-migration";
const PROOF = "POST authgear/oauth2/app_session_token";

test("the access token that was issued is no good: the refresh token alone comes, and is proven before anybody is told", async () => {
  const person = await world.person();
  const visitor = await world.visitor({ legacyToken: person.token, client: "jwt" });
  const proof = gate.hold(PROOF, "before");
  await visitor.load();
  await proof.reached;
  const { session } = Object(JSON.parse(gate.requests(EXCHANGE)[0]?.answer ?? "")) as { session: unknown };
  expect(session).toEqual({
    token_type: "Bearer",
    refresh_token: expect.stringContaining(".") as string,
    verified: false,
  });
  expect(await visitor.ask((journey) => journey.state())).toEqual({ status: "pending" });
  proof.release();
  expect(await visitor.outcome()).toMatchObject({ status: "migrated", userID: person.userID });
  await finish(visitor);
  await expectMoved(world, person, visitor);
});

test("Authgear cannot be asked: the page goes on with the old session, and the next load with the new one", async () => {
  const person = await world.person();
  const visitor = await world.visitor({ legacyToken: person.token, client: "jwt" });
  gate.drop(PROOF, "before");
  expect(await visitor.visit()).toMatchObject({ status: "kept", reason: "try-later", code: "not-proven" });
  expect(world.legacy.isAlive(person)).toBe(true);
  const bearer = await visitor.ask((journey) => journey.migration.authorization());
  expect(bearer).toBe(`Bearer ${person.token}`);
  gate.clear();
  expect(await visitor.visit()).toMatchObject({ status: "signed-in" });
  await finish(visitor);
  await expectMoved(world, person, visitor);
});

test("Authgear refuses it from this browser: it is taken out again before anybody was told", async () => {
  const person = await world.person();
  const visitor = await world.visitor({ legacyToken: person.token, client: "jwt" });
  const proof = gate.hold(PROOF, "before");
  await visitor.load();
  await proof.reached;
  world.emulator.revokeAllSessions(person.userID);
  proof.release();
  expect(await visitor.outcome()).toMatchObject({
    status: "kept",
    session: "legacy",
    code: "session-refused",
  });
  expect(await visitor.states()).toHaveLength(1);
  await expectUntouched(world, person, visitor);
});
