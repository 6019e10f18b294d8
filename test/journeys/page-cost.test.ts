import { describe, expect, test } from "vitest";
import type { Part } from "./app-files.js";
import { expectMoved, expectUntouched, finish } from "./expect-moved.js";
import { createWorld } from "./world.js";

const world = await createWorld();
const { gate } = world;

const EXCHANGE = "POST app/session-migration";

/** Which of the parts that a page loads only at need were asked for. */
function loaded(...parts: Part[]): Part[] {
  const asked = new Set(gate.requests().map(({ route }) => route));
  return parts.filter((part) => world.app.pathsOf(part).some((path) => asked.has(`GET app${path}`)));
}

/** What was asked for besides the page and its files. */
function calls(): string[] {
  const isFile = (route: string): boolean =>
    /^GET app\/(assets\/.*|static|oidc|blank|favicon\.ico)?$/.test(route);
  return gate.requests().flatMap(({ route }) => (isFile(route) ? [] : [route]));
}

describe("A page with nothing to migrate pays almost nothing: no request, no IndexedDB, no legacy SDK, two kilobytes", () => {
  test.each(["/", "/oidc"])("nobody ever signed in on the page %s", async (path) => {
    const visitor = await world.visitor({ path });
    expect(await visitor.visit()).toEqual({ status: "no-session", session: "none" });
    expect(calls()).toEqual([]);
    expect(loaded("engine", "session", "legacy SDK", "oidc-client-ts", "@authgear/web")).toEqual([]);
    expect(await visitor.databases()).toEqual([]);
    expect(visitor.faults()).toEqual([]);
  });

  test("a page after the migration loads neither engine nor legacy SDK, and asks nobody", async () => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token });
    await visitor.visit();
    await finish(visitor);
    await expectMoved(world, person, visitor);
    expect(loaded("engine", "session", "legacy SDK", "@authgear/web")).toEqual([
      "engine",
      "session",
      "legacy SDK",
      "@authgear/web",
    ]);
    gate.clear();
    expect(await visitor.visit()).toEqual({ status: "signed-in", session: "authgear" });
    expect(calls()).toEqual([]);
    expect(loaded("engine", "session", "legacy SDK", "@authgear/web")).toEqual([]);
  });
});

describe("A migrating page waits for one round trip: the exchange. Everything after it happens behind the running app", () => {
  test("the outcome settles while every other request is held", async () => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token });
    for (const route of ["* authgear/*", "* legacy/*", `${EXCHANGE}/*`]) gate.hold(route, "before");
    const exchange = gate.hold(EXCHANGE, "after");
    await visitor.load();
    await exchange.reached;
    expect(calls()).toEqual([EXCHANGE]);
    expect(await visitor.ask((journey) => journey.state())).toEqual({ status: "pending" });
    exchange.release();
    expect(await visitor.outcome()).toMatchObject({ status: "migrated", userID: person.userID });
    expect(
      gate.requests().filter(({ route, status }) => route.startsWith("POST") && status === 200),
    ).toHaveLength(1);
    const bearer = await visitor.ask((journey) => journey.migration.authorization());
    expect(gate.requests(EXCHANGE)[0]?.answer).toContain(`"${bearer?.replace("Bearer ", "")}"`);
    gate.clear();
    await finish(visitor);
    await expectMoved(world, person, visitor);
  });

  test("Authgear's SDK is loaded beside the engine and not after it", async () => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token });
    const [engine] = world.app.pathsOf("engine");
    const hold = gate.hold(`GET app${engine}`, "before");
    const page = visitor.load();
    await hold.reached;
    await expect.poll(() => loaded("@authgear/web")).toEqual(["@authgear/web"]);
    hold.release();
    await page;
    expect(await visitor.outcome()).toMatchObject({ status: "migrated", userID: person.userID });
  });

  test("the access token of the exchange is good for the app's first call", async () => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token });
    await visitor.visit();
    const sub = await visitor.ask(async (journey) => {
      const container = await journey.migration.authgear;
      return (await container.fetchUserInfo()).sub;
    });
    expect(sub).toBe(person.userID);
    expect(gate.requests("POST authgear/oauth2/token")).toEqual([]);
  });
});

describe("The run always settles inside its time budget and never rejects or throws; only a wrong option throws, at once", () => {
  const silent: [what: string, route: string][] = [
    ["the exchange", EXCHANGE],
    ["the server of the engine's chunk", `GET app${world.app.pathsOf("engine")[0]}`],
  ];
  test.each(silent)("%s never answers: the page goes on with the old session in time", async (_, route) => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token });
    const hold = gate.hold(route, "after");
    // What it waits for would also hold back the end of the page load.
    const page = visitor.load();
    await hold.reached;
    expect(await visitor.ask((journey) => journey.state())).toEqual({ status: "pending" });
    await visitor.pass(3_000);
    const state = (): Promise<unknown> => visitor.ask((journey) => journey.state());
    await expect.poll(state).toMatchObject({ status: "kept", reason: "try-later" });
    await expectUntouched(world, person, visitor);
    hold.release();
    await expect.poll(() => gate.requests(route)).toMatchObject([{ status: 200 }]);
    await page;
    expect(await visitor.states()).toHaveLength(1);
    await expectUntouched(world, person, visitor);
    expect(await visitor.visit()).toMatchObject({ status: "migrated", userID: person.userID });
  });

  test("a wrong option throws at once and names itself, and the page runs on", async () => {
    const visitor = await world.visitor();
    await visitor.load();
    const thrown = await visitor.ask((journey) => [
      journey.callWith("budgetMs", 5),
      journey.callWith("exchange", "ftp://app.localhost/"),
      journey.callWith("legacy", { name: "old" }),
    ]);
    expect(thrown).toEqual([
      expect.stringMatching(/^TypeError: .*"budgetMs" is 5/),
      expect.stringMatching(/^TypeError: .*"exchange" is "ftp:/),
      expect.stringMatching(/^TypeError: .*"legacy.read" is undefined/),
    ]);
    expect(visitor.faults()).toEqual([]);
  });
});

test("a page in one file, under a policy that allows nothing inline and no text as script, is moved", async () => {
  const person = await world.person();
  const visitor = await world.visitor({ legacyToken: person.token, path: "/static" });
  expect(await visitor.visit()).toMatchObject({ status: "migrated", userID: person.userID });
  await finish(visitor);
  await expectMoved(world, person, visitor);
  expect(gate.requests("GET app/assets/*").map(({ route }) => route)).toEqual([
    "GET app/assets/static-app.js",
  ]);
});
