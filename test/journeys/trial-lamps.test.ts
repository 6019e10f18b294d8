import { expect, test } from "vitest";
import type { Facts } from "../../demo/trial/facts.js";
import { lightLamps, type ShownLamp } from "../../demo/trial/lamps/lamps.js";
import type { Seen } from "../../demo/trial/trial.js";

const SESSION = "11111111-1111-4111-8111-111111111111";

function seen(path: string, at: number, more: Partial<Seen> = {}): Seen {
  const site = path.startsWith("/oauth2") ? "authgear" : "app";
  return {
    site,
    method: "POST",
    path,
    at,
    answeredAt: at + 20,
    status: 200,
    tab: undefined,
    session: undefined,
    ...more,
  };
}

const page = seen("/trial/run", 0, { tab: 1 });
const exchange = seen("/session-migration", 100);
const call = seen("/api/notes", 200, { tab: 1, session: SESSION });
const proof = seen("/oauth2/userinfo", 230, { session: SESSION });

/** One user who was moved, came back, and signed out. */
const KEPT: Facts = {
  fault: "none",
  code: "ours",
  now: 16_000,
  requests: [page, exchange, call, proof, seen("/api/notes", 15_000, { tab: 1, status: 401 })],
  visitor: { requests: [seen("/assets/app.css", -900)], parts: [] },
  visits: [{ tab: 1, firstLoadAt: 0, lastLoadAt: 0, firstRunAt: 50, lastRunAt: 50, call }],
  sessions: [{ id: SESSION, createdAt: 110, revokedAt: 14_100 }],
  bystanders: { alive: 2, of: 2 },
  legacyEndedAt: 10_500,
  signedOutAt: 14_000,
  search: { texts: 90, tokens: 9, found: [] },
  nobodys: [],
};

const states = (facts: Facts, over = true): ShownLamp["state"][] =>
  lightLamps(facts, over).map(({ state }) => state);

test("a run that keeps every promise lights every lamp", () => {
  expect(states(KEPT)).toEqual(Array.from({ length: 9 }, () => "good"));
});

test("as long as something may still happen, only what is certain is lit", () => {
  expect(states(KEPT, false)).toEqual([
    ...Array.from({ length: 1 }, () => "unknown"),
    "good",
    ...Array.from({ length: 5 }, () => "unknown"),
    "good",
    "good",
  ]);
});

const other = { id: "22222222-2222-4222-8222-222222222222", createdAt: 5_000 };
const BROKEN: readonly (readonly [promise: number, how: string, facts: Partial<Facts>])[] = [
  [
    1,
    "the API refuses a user who did not sign out",
    { requests: [...KEPT.requests, seen("/api/notes", 11_000, { status: 401 })] },
  ],
  [2, "the old session ends before it aged", { legacyEndedAt: 9_000 }],
  [2, "the browser never proved the new one", { requests: [page, exchange, call] }],
  [
    3,
    "a second session lives",
    {
      requests: [page, exchange, call, proof],
      sessions: [{ id: SESSION, createdAt: 110 }, other],
      signedOutAt: undefined,
    },
  ],
  [4, "a session outlives the sign-out", { sessions: [{ id: SESSION, createdAt: 110 }] }],
  [
    4,
    "the API lets somebody in after the sign-out",
    { requests: [...KEPT.requests, seen("/api/notes", 15_500)] },
  ],
  [5, "a session of somebody else has ended", { bystanders: { alive: 1, of: 2 } }],
  [
    5,
    "a living session is replaced",
    {
      requests: [...KEPT.requests, seen("/api/notes", 12_000, { session: other.id })],
      sessions: [...KEPT.sessions, { ...other, revokedAt: 14_100 }],
    },
  ],
  [6, "the API is called too late", { visits: [{ tab: 1, firstLoadAt: -4_000, lastLoadAt: -4_000, call }] }],
  [6, "the API is never called", { visits: [{ tab: 1, firstLoadAt: 0, lastLoadAt: 0, call: undefined }] }],
  [7, "a token was in a URL", { search: { texts: 90, tokens: 9, found: ["a URL at app"] } }],
  [8, "a visitor loads the engine", { visitor: { requests: [], parts: ["engine"] } }],
  [
    8,
    "a visitor asks the old provider",
    { visitor: { requests: [seen("/jwks", -900, { site: "legacy" })], parts: [] } },
  ],
  [9, "the app waits for the proof", { requests: [page, exchange, seen("/oauth2/userinfo", 130), call] }],
];

test.for(BROKEN)("lamp %i breaks, and no other, when %s", ([promise, , change]) => {
  const broken = states({ ...KEPT, ...change }).flatMap((state, index) =>
    state === "broken" ? [index + 1] : [],
  );
  expect(broken).toEqual([promise]);
});

test("what a scenario cannot show stays unknown and says why", () => {
  const facts: Facts = {
    ...KEPT,
    signedOutAt: undefined,
    legacyEndedAt: undefined,
    nobodys: [150],
    fault: "freeze",
  };
  const unknown = lightLamps(facts, true).filter(({ state }) => state === "unknown");
  expect(unknown.map(({ evidence }) => evidence)).toEqual([
    "The old session was not revoked.",
    "Nobody signed out in this scenario. Try the button.",
    expect.stringMatching(/^The page that stood still for 10 s had no clock to keep/),
    expect.stringMatching(/^Other trials ran at the same time/),
  ]);
});
