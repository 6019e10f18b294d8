import { beforeEach, describe, expect, test, vi } from "vitest";
import type { PolicyOptions } from "../../src/server/policy.js";
import { createWorld } from "./handler-under-test.js";
import { oneSession } from "./one-session.js";
import { confirm, exchange, sessionID, ticket } from "./requests.js";

const world = await createWorld();
const { handler } = world;
const it = oneSession(world);
const seconds = (): number => Math.floor(world.clock.now / 1000);
const date = (ms: number): Date => new Date(world.clock.now + ms);
const under = (policy: PolicyOptions) => world.instance({ policy });

beforeEach(() => {
  world.calls();
});

describe("refuses before the ledger is written or Authgear is asked", () => {
  const cases: [string, () => PolicyOptions, string, number | undefined][] = [
    ["the kill switch (P1)", () => ({ enabled: false }), "migration-disabled", 3600],
    ["the app's own flag", () => ({ enabled: async () => false }), "migration-disabled", 3600],
    ["the closing date (P7)", () => ({ closingDate: date(0) }), "migration-closed", undefined],
    ["a share of nobody (P1)", () => ({ share: 0 }), "not-selected", 3600],
    ["a token issued after the cut-off", () => ({ issuedBefore: date(-40_000) }), "not-eligible", 86_400],
    ["a log-in too long ago (Z5)", () => ({ maxSessionAgeSeconds: 59 }), "not-eligible", 86_400],
    ["a log-in without the method (Z7)", () => ({ requiredAmr: ["mfa"] }), "not-eligible", 86_400],
    [
      "a flag that fails",
      () => ({ enabled: () => Promise.reject(new Error("down")) }),
      "upstream-unavailable",
      30,
    ],
  ];
  test.each(cases)("%s", async (_, policy, problem, retryAfter) => {
    const answer = await exchange(under(policy()), it.token);
    expect([answer.problem, answer.body["retry_after"]]).toEqual([problem, retryAfter]);
    expect(await world.row(it.token)).toBeUndefined();
    expect(world.calls()).toEqual([]);
  });

  test.each([
    ["a share that is no number", { share: () => undefined as unknown as number }],
    ["a share that is NaN", { share: () => Number.NaN }],
    ["a share in percent", { share: async () => 10 }],
    ["a flag that is a text", { enabled: () => "false" as unknown as boolean }],
    [
      "a flag that throws",
      {
        enabled: (): never => {
          throw new Error("down");
        },
      },
    ],
  ])("%s lets nobody in: 503", async (_, policy) => {
    const answer = await exchange(under(policy), it.token);
    expect([answer.status, answer.problem]).toEqual([503, "upstream-unavailable"]);
    expect(world.logs.at(-1)?.why).toBe("policy");
    expect(await world.row(it.token)).toBeUndefined();
  });

  test("a flag that never answers: 503 after three seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      let asked = (): void => undefined;
      const reached = new Promise<void>((resolve) => (asked = resolve));
      const enabled = (): Promise<never> => {
        asked();
        return new Promise(() => undefined);
      };
      const late = exchange(under({ enabled }), it.token);
      await reached;
      vi.advanceTimersByTime(3000);
      expect((await late).problem).toBe("upstream-unavailable");
    } finally {
      vi.useRealTimers();
    }
  });

  test("in its order", async () => {
    const all = { enabled: false, closingDate: date(0), share: 0, maxSessionAgeSeconds: 1 };
    expect((await exchange(under(all), it.token)).problem).toBe("migration-disabled");
    expect((await exchange(under({ ...all, enabled: true }), it.token)).problem).toBe("migration-closed");
    const open = { ...all, enabled: true, closingDate: date(1000) };
    expect((await exchange(under(open), it.token)).problem).toBe("not-selected");
    expect((await exchange(under({ ...open, share: 1 }), it.token)).problem).toBe("not-eligible");
  });
});

test("lets pass what is within it", async () => {
  const policy = {
    enabled: () => true,
    closingDate: date(1000),
    share: 1,
    issuedBefore: date(0),
    maxSessionAgeSeconds: 60,
    requiredAmr: ["mfa"],
  };
  const token = world.token(it.person, { amr: ["pwd", "mfa"] });
  expect((await exchange(under(policy), token)).status).toBe(200);
});

test("a log-in of unknown time is too long ago", async () => {
  const known = world.answers.get(it.token);
  if (typeof known !== "object" || !known.ok) throw new Error("no claims");
  const { authTime: _, ...claims } = known.claims;
  world.answers.set("unknown-time", { ok: true, claims });
  expect((await exchange(under({ maxSessionAgeSeconds: seconds() }), "unknown-time")).problem).toBe(
    "not-eligible",
  );
});

test("a share takes about so many users, always the same ones, and more when it grows", async () => {
  const policy = (share: number, shareSalt = "") => under({ share, shareSalt, closingDate: date(1000) });
  const subjects = Array.from({ length: 60 }, (_, n) => world.token({ subject: `legacy|${n}`, sub: "" }));
  const chosen = async (share: number, salt?: string): Promise<string[]> => {
    const answers = await Promise.all(subjects.map((token) => exchange(policy(share, salt), token)));
    return subjects.filter((_, n) => answers[n]?.problem !== "not-selected");
  };
  const [quarter, again, half, other] = [
    await chosen(0.25),
    await chosen(0.25),
    await chosen(0.5),
    await chosen(0.5, "x"),
  ];
  expect(again).toEqual(quarter);
  expect(quarter.every((token) => half.includes(token))).toBe(true);
  expect(half.length).toBeGreaterThan(quarter.length);
  expect(half.length).toBeLessThan(60);
  expect(other).not.toEqual(half);
});

describe("the kill switch stops claims and re-issues alone", () => {
  const off = (): ReturnType<typeof under> => under({ enabled: false });

  test("replay and confirm go on", async () => {
    const first = await it.issue();
    const again = await exchange(off(), it.token, { key: it.key });
    expect(ticket(again)).toEqual(ticket(first));
    expect((await confirm(off(), ticket(first))).status).toBe(200);
    expect((await exchange(off(), it.token)).problem).toBe("already-migrated");
  });

  test("no re-issue", async () => {
    const first = await it.issue();
    const before = await it.row();
    expect((await exchange(off(), it.token, { replaces: 1 })).problem).toBe("migration-disabled");
    expect((await exchange(off(), it.token)).problem).toBe("key-lost");
    expect(await it.row()).toEqual(before);
    expect(world.live(it.person)).toEqual([sessionID(first)]);
  });

  test("no take-over", async () => {
    await it.reserve("-1 s");
    const before = await it.row();
    expect((await exchange(off(), it.token)).problem).toBe("migration-disabled");
    expect(await it.row()).toEqual(before);
    expect((await exchange(handler, it.token)).status).toBe(200);
  });
});
