import { describe, expect, test } from "vitest";
import { expectMoved, expectUntouched, finish } from "./expect-moved.js";
import type { CannedAnswer, Gate } from "./gate.js";
import { sidOf } from "./visitor.js";
import { createWorld } from "./world.js";

const world = await createWorld();
const { gate } = world;

const EXCHANGE = "POST app/session-migration";
const html = (status: number): CannedAnswer => ({
  status,
  type: "text/html",
  body: "<!doctype html><h1>Hello</h1>",
});

describe("A fault of ours never leaves a user less signed in than before the page loaded", () => {
  const faults: [what: string, begin: (gate: Gate) => unknown, code: string][] = [
    ["the exchange is down", (it) => it.drop(EXCHANGE, "before"), "network"],
    ["the exchange answers the page of a proxy", (it) => it.answer(EXCHANGE, html(503)), "unexpected-answer"],
    ["the exchange answers HTML with 200", (it) => it.answer(EXCHANGE, html(200)), "unexpected-answer"],
    ["the chunk of the engine is missing", missing, "engine-unavailable"],
  ];
  test.each(faults)("%s: the old session is kept, and the next load moves it", async (_, begin, code) => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token });
    begin(gate);
    expect(await visitor.visit()).toMatchObject({ status: "kept", reason: "try-later", code });
    await expectUntouched(world, person, visitor);
    expect(world.live(person.userID)).toEqual([]);
    gate.clear();
    expect(await visitor.visit()).toMatchObject({ status: "migrated", userID: person.userID });
    await finish(visitor);
    await expectMoved(world, person, visitor);
  });

  test("Authgear refuses to make sessions: the old one is kept", async () => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token });
    const response = (): Response => new Response("Forbidden\n", { status: 403 });
    world.emulator.fault({ on: "createSession", kind: "answer", times: Infinity, response });
    expect(await visitor.visit()).toMatchObject({
      status: "kept",
      reason: "try-later",
      code: "upstream-unavailable",
    });
    await expectUntouched(world, person, visitor);
  });

  test("nobody imported the user: the old session is kept, and no load asks again", async () => {
    const person = await world.person({ imported: false });
    const visitor = await world.visitor({ legacyToken: person.token });
    const kept = { status: "kept", session: "legacy", reason: "refused", code: "user-not-found" };
    expect(await visitor.visit()).toMatchObject(kept);
    expect(await visitor.visit()).toMatchObject(kept);
    await expectUntouched(world, person, visitor);
    expect(gate.requests(EXCHANGE)).toHaveLength(1);
  });

  test("the user is disabled at Authgear: the old session is kept, and no session is made", async () => {
    const person = await world.person();
    world.emulator.disableUser(person.userID);
    const visitor = await world.visitor({ legacyToken: person.token });
    expect(await visitor.visit()).toMatchObject({ status: "kept", session: "legacy", code: "user-unusable" });
    await expectUntouched(world, person, visitor);
    expect(world.emulator.sessions({ userID: person.userID, all: true })).toEqual([]);
  });

  const journals: [what: string, breakIt: () => void][] = [
    [
      "is blocked",
      () => {
        IDBFactory.prototype.open = () => {
          throw new DOMException("blocked", "SecurityError");
        };
      },
    ],
    ["never opens", () => (IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest)],
  ];
  test.each(journals)(
    "IndexedDB %s: the user is moved all the same, over a reload too",
    async (_, breakIt) => {
      const person = await world.person();
      const visitor = await world.visitor({ legacyToken: person.token });
      await visitor.context.addInitScript(breakIt);
      expect(await visitor.visit()).toMatchObject({ status: "migrated", userID: person.userID });
      await visitor.ageing();
      expect(await visitor.visit()).toMatchObject({ status: "signed-in" });
      await finish(visitor);
      await expectMoved(world, person, visitor);
    },
  );

  const storages: [what: string, breakIt: () => void][] = [
    [
      "is full",
      () => {
        for (let length = 2 ** 23; length >= 1; length /= 2) {
          try {
            for (let n = 0; ; n += 1) localStorage.setItem(`filler ${length} ${n}`, "x".repeat(length));
          } catch {
            // the next smaller one
          }
        }
      },
    ],
    [
      "refuses to write",
      () => {
        Storage.prototype.setItem = () => {
          throw new DOMException("refused", "QuotaExceededError");
        };
      },
    ],
  ];
  test.each(storages)(
    "localStorage %s: the old session is kept, and the next load has it",
    async (_, breakIt) => {
      const person = await world.person();
      const visitor = await world.visitor({ legacyToken: person.token });
      await visitor.context.addInitScript(`if (!name) (${breakIt.toString()})()`);
      expect(await visitor.visit()).toMatchObject({
        status: "kept",
        reason: "try-later",
        code: "storage-unavailable",
      });
      await expectUntouched(world, person, visitor);
      const [session] = world.live(person.userID);
      // The name of a window outlives its pages.
      await visitor.page.evaluate(() => {
        window.name = "mended";
        for (const key of Object.keys(localStorage))
          if (key.startsWith("filler")) localStorage.removeItem(key);
      });
      expect(await visitor.visit()).toMatchObject({ status: "migrated", userID: person.userID });
      expect(sidOf((await visitor.stored()).token)).toBe(session?.id);
      await finish(visitor);
      await expectMoved(world, person, visitor);
    },
  );

  test("the browser's proof is refused after settling: the session is taken out, the old one is kept", async () => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token });
    const proof = gate.hold("* authgear/oauth2/app_session_token", "before");
    expect(await visitor.visit()).toMatchObject({ status: "migrated" });
    await proof.reached;
    world.emulator.revokeAllSessions(person.userID);
    proof.release();
    await expect
      .poll(() => visitor.ask((journey) => journey.state()))
      .toMatchObject({ status: "kept", session: "legacy" });
    await expectUntouched(world, person, visitor);
  });
});

function missing(): void {
  for (const path of world.app.pathsOf("engine")) gate.answer(`GET app${path}`, html(404));
}
