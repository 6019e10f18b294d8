import { describe, expect, test } from "vitest";
import { appAPI } from "./app-api.js";
import { expectMoved, finish } from "./expect-moved.js";
import { EXCHANGE } from "./routes.js";
import { LEGACY_KEY, sidOf, type Visitor } from "./visitor.js";
import { createWorld, type Person } from "./world.js";

/** The versions of `@authgear/web` that are installed: the app with one is at `<host>.localhost`. */
const VERSIONS = [
  { version: "2.2.0", host: "authgear-web-2.2" },
  { version: "2.5.1", host: "authgear-web-2.5" },
  { version: "2.9.0", host: "authgear-web-2.9" },
  { version: "2.11.0", host: "authgear-web-2.11" },
  { version: "2.12.0", host: "authgear-web-2.12" },
  { version: "2.15.0", host: "authgear-web-2.15" },
  { version: "3.0.0", host: "authgear-web-3.0" },
  { version: "6.0.0", host: "app" },
];
const CASES = VERSIONS.flatMap((one) =>
  ["spa", "rotating"].map((client) => ({ ...one, client, rotation: client === "spa" ? "off" : "on" })),
);
const HALF_HOUR = 30 * 60_000;
const SIGNED_IN = { status: "signed-in", session: "authgear" };
const IN = ["AUTHENTICATED", true];
const OUT = ["NO_SESSION", false];
const NOBODY = { status: "no-session", session: "none" };

const world = await createWorld({
  sdks: VERSIONS.flatMap(({ host }) => (host === "app" ? [] : [host])),
  front: (parts) => {
    const api = appAPI(parts);
    return (request, response) => (request.url === "/api/me" ? api : parts.app)(request, response);
  },
});
const { gate } = world;

const refreshes = (): number => gate.requests("POST authgear/oauth2/token").length;

/** What the SDK itself says of its session, and whether it has an access token. */
function view(visitor: Visitor): Promise<[state: string, hasToken: boolean]> {
  return visitor.ask(async (journey) => {
    const { sessionState, accessToken } = await journey.migration.authgear;
    return [sessionState, !!accessToken];
  });
}

/** Who the API takes this page for, asked by the SDK itself, so many times at once. */
function callAPI(visitor: Visitor, calls = 1): Promise<unknown[]> {
  return visitor.page.evaluate(async (count) => {
    const container = await window.journey.migration.authgear;
    const call = async (): Promise<unknown> => (await container.fetch("/api/me")).json();
    return Promise.all(Array.from({ length: count }, call));
  }, calls);
}

/** What the SDK keeps of a session; the verifier of a log-in it never deletes. */
const keysOf = ({ page }: Visitor): Promise<string[]> =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => /^authgear_.*(Token|Secret)$/.test(key)));

describe.each(CASES)("@authgear/web $version, rotation $rotation", ({ host, client, rotation }) => {
  const app = world.origins.app.replace("app.", `${host}.`);
  const arrive = (person: Person): Promise<Visitor> =>
    world.visitor({ app, client, legacyToken: person.token });
  const answerFor = ({ userID }: Person): object => ({ status: 200, session: "authgear", userID });
  const moved = async (): Promise<{ person: Person; visitor: Visitor }> => {
    const person = await world.person();
    const visitor = await arrive(person);
    expect(await visitor.visit()).toMatchObject({ status: "migrated", userID: person.userID });
    return { person, visitor };
  };

  test("the first calls go out with the token of the exchange; reloads and refreshes keep the session", async () => {
    const { person, visitor } = await moved();
    const tokens = [(await visitor.stored()).token];
    /** Calls at once are answered, and refreshes were made by then, each with a token of its own if they rotate. */
    const expectCalls = async (calls: number, made: number): Promise<void> => {
      expect(await callAPI(visitor, calls)).toEqual(Array.from({ length: calls }, () => answerFor(person)));
      expect([await view(visitor), refreshes()]).toEqual([IN, made]);
      tokens.push((await visitor.stored()).token);
      expect(new Set(tokens).size).toBe(rotation === "on" ? made + 1 : 1);
    };
    const subject = (): Promise<string> =>
      visitor.ask(async (journey) => (await (await journey.migration.authgear).fetchUserInfo()).sub);
    await expectCalls(3, 0);
    expect(await subject()).toBe(person.userID);
    expect([refreshes(), gate.requests("GET authgear/.well-known/*").length]).toEqual([0, 1]);

    // The run goes on behind this page, and needs a token as well.
    await visitor.ageing();
    expect(await visitor.visit()).toEqual(SIGNED_IN);
    await expectCalls(3, 1);
    await finish(visitor);
    await expectMoved(world, person, visitor);

    expect(await visitor.visit()).toEqual(SIGNED_IN);
    expect([await view(visitor), refreshes()]).toEqual([["AUTHENTICATED", false], 1]);
    await expectCalls(3, 2);
    await visitor.pass(HALF_HOUR);
    await expectCalls(3, 3);
    expect([await subject(), refreshes()]).toEqual([person.userID, 3]);

    await visitor.visit();
    const asked = await visitor.ask(({ migration }) =>
      Promise.all([migration.authorization(), migration.authorization(), migration.authorization()]),
    );
    expect(new Set(asked).size).toBe(1);
    await expectCalls(3, 4);
    await expectMoved(world, person, visitor);
  });

  test("two tabs: the second follows, they refresh one after the other, and nobody is signed out", async () => {
    const person = await world.person();
    const first = await arrive(person);
    const exchange = gate.hold(EXCHANGE, "after");
    await first.load();
    await exchange.reached;
    const second = await first.tab();
    await second.load();
    exchange.release();
    const tabs = [first, second];
    expect(await Promise.all(tabs.map((tab) => tab.outcome()))).toMatchObject([
      { status: "migrated" },
      SIGNED_IN,
    ]);
    for (const tab of tabs) {
      expect(await view(tab)).toEqual(IN);
      expect(await callAPI(tab)).toEqual([answerFor(person)]);
    }
    expect([gate.requests(EXCHANGE).length, refreshes()]).toEqual([1, 1]);

    await first.pass(HALF_HOUR);
    const refresh = gate.hold("POST authgear/oauth2/token", "after");
    const asked = tabs.map((tab) => callAPI(tab));
    await refresh.reached;
    const inLine = (): Promise<number> =>
      first.page.evaluate(async () => {
        const { held = [], pending = [] } = await navigator.locks.query();
        const mine = [...held, ...pending].filter(({ name }) => name === "authgear_default_refresh");
        return new Set(mine.map(({ clientId }) => clientId)).size;
      });
    await expect.poll(inLine).toBe(2);
    expect(refreshes()).toBe(2);
    refresh.release();
    expect(await Promise.all(asked)).toEqual(tabs.map(() => [answerFor(person)]));
    expect(gate.requests("POST authgear/oauth2/token").map(({ status }) => status)).toEqual([200, 200, 200]);
    for (const tab of tabs) {
      expect(await view(tab)).toEqual(IN);
      expect(await callAPI(tab)).toEqual([answerFor(person)]);
      expect(tab.faults()).toEqual([]);
    }
    expect(world.live(person.userID).map(({ id }) => id)).toEqual([sidOf((await first.stored()).token)]);
  });

  test("a session that the SDK made itself is never overwritten, and signing out ends it", async () => {
    const [old, own] = [await world.person(), await world.person()];
    const visitor = await world.visitor({ app, client });
    const { page } = visitor;
    const user = world.emulator.users().find(({ id }) => id === own.userID);
    await page.goto(`${app}/authgear?client=${client}`);
    await page.fill("[name=login_id]", String(user?.standardAttributes["email"]));
    await page.click("button");
    await page.waitForURL(`${app}/blank`);
    const { token } = await visitor.stored();
    expect(world.live(own.userID)).toMatchObject([{ id: sidOf(token), createdBy: "authorization_code" }]);
    await visitor.store(LEGACY_KEY, old.token);

    expect(await visitor.visit()).toEqual(SIGNED_IN);
    expect((await visitor.stored()).token).toBe(token);
    expect(await callAPI(visitor)).toEqual([answerFor(own)]);
    expect(await view(visitor)).toEqual(IN);
    expect(sidOf((await visitor.stored()).token)).toBe(sidOf(token));
    expect(gate.requests(EXCHANGE)).toEqual([]);
    expect(world.emulator.sessions({ userID: old.userID, all: true })).toEqual([]);

    expect(await visitor.signOut()).toMatchObject({ authgear: "ended" });
    expect([await view(visitor), await keysOf(visitor)]).toEqual([OUT, []]);
    expect(world.live(own.userID)).toEqual([]);
    expect(visitor.faults()).toEqual([]);
  });

  /** Moved, reloaded, and signed in by the SDK from storage; with another tab of the same browser. */
  const settled = async (): Promise<{ person: Person; visitor: Visitor; other: Visitor }> => {
    const { person, visitor } = await moved();
    await finish(visitor);
    const other = await visitor.tab();
    for (const tab of [visitor, other]) {
      await tab.visit();
      expect([await callAPI(tab), await view(tab)]).toEqual([[answerFor(person)], IN]);
    }
    return { person, visitor, other };
  };
  const expectNobody = async (person: Person, visitor: Visitor): Promise<void> => {
    expect([await view(visitor), await keysOf(visitor)]).toEqual([OUT, []]);
    expect([world.live(person.userID), world.legacy.isAlive(person)]).toEqual([[], false]);
    expect(await visitor.visit()).toEqual(NOBODY);
    expect(await view(visitor)).toEqual(OUT);
    expect(visitor.faults()).toEqual([]);
  };

  test("signOut of the migration: the SDK itself says that nobody is there, in every tab, now and later", async () => {
    const { person, visitor, other } = await settled();
    expect(await visitor.signOut()).toEqual({ legacy: "ended", authgear: "ended" });
    await expect.poll(() => view(other)).toEqual(OUT);
    await expectNobody(person, visitor);
  });

  test("logout of the container: nobody is there, now and later", async () => {
    const { person, visitor } = await settled();
    await visitor.ask(async (journey) => {
      const container = await journey.migration.authgear;
      await container.logout({ redirectURI: location.href });
    });
    expect(refreshes()).toBe(2);
    await expectNobody(person, visitor);
  });
});
