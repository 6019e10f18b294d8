import fc from "fast-check";
import type { Facts, LegacyFacts } from "../../src/migration/facts.js";
import type { Effect, Event, Run } from "../../src/migration/machine.js";
import type { Marker } from "../../src/migration/marker.js";
import { transition } from "../../src/migration/transition.js";
import { PROBLEMS, type ProblemType } from "../../src/protocol/problem.js";
import { answered, OWN, problemOf, PROOF, replyOf, REVOKE_FAILED, REVOKE_UNSUPPORTED } from "./events.js";
import { factsOf, journalOf, stoneOf } from "./facts.js";

/** Stands for every token of a walk. */
export const CANARY = "canary-of-a-token";

const legacies: fc.Arbitrary<LegacyFacts> = fc.record(
  {
    is: fc.constantFrom("present", "present", "present", "absent", "unknown"),
    ref: fc.constantFrom("ref-a", "ref-b"),
  },
  { requiredKeys: ["is"] },
);

const markers: fc.Arbitrary<Marker> = fc
  .record({
    done: fc.constantFrom(undefined, "ref-a"),
    open: fc.constantFrom(undefined, 1 as const),
    kept: fc.constantFrom(undefined, 1 as const),
    epoch: fc.constantFrom(undefined, 7, 9),
    tombstone: fc.constantFrom(
      undefined,
      undefined,
      undefined,
      undefined,
      [stoneOf()],
      [stoneOf({ pending: 1 })],
    ),
  })
  .map((marker) => JSON.parse(JSON.stringify({ v: 1, ...marker })) as Marker);

const facts: fc.Arbitrary<Facts> = fc
  .record({
    sid: fc.constantFrom(undefined, undefined, "sid-1", "sid-1", "sid-2"),
    marker: markers,
    journal: fc.constantFrom(undefined, journalOf(), journalOf({ legacyRef: undefined })),
    aged: fc.boolean(),
  })
  .map(factsOf);

const replies = fc
  .record({
    verified: fc.boolean(),
    legacy: fc.constantFrom("client" as const, "server" as const, "none" as const),
  })
  .map(({ verified, legacy }) =>
    replyOf(
      { legacy_revocation: legacy },
      { verified, refresh_token: `sid-1.${CANARY}`, access_token: CANARY },
    ),
  );

const TYPES: ProblemType[] = [
  ...(Object.keys(PROBLEMS) as ProblemType[]),
  ...Array.from({ length: 10 }, () => "session-mismatch" as const),
];

const problems = fc
  .tuple(fc.constantFrom(...TYPES), fc.option(fc.nat(3), { nil: undefined }))
  .map(([type, attempt]) => problemOf(type, { attempt }));

const plain = [
  "granted",
  "denied",
  "waited",
  "unproven",
  "refused",
  "taken",
  "left",
  "aged",
  "vanished",
  "revoked",
  "start",
  "retry",
  "signed-out-elsewhere",
] as const;

/** One event of each type. */
const menus = fc.record({
  storage: facts.map((found): Event => ({ type: "storage", facts: found })),
  legacy: legacies.map((legacy): Event => ({ type: "legacy", legacy })),
  reply: replies.map((reply): Event => ({ type: "reply", reply })),
  problem: problems.map((problem): Event => problem),
  answered: fc.constantFrom("done", "pending", "client", "none").map(answered),
  lost: fc.constant<Event>({ type: "lost", code: "network" }),
  "revoke-failed": fc.constant(REVOKE_FAILED),
  "revoke-unsupported": fc.constant(REVOKE_UNSUPPORTED),
  wrote: fc
    .constantFrom("ours", "ours", "stored", "other", "refused", "signed-out")
    .map((result): Event => ({ type: "wrote", result })),
  proven: fc.constant<Event>({ type: "proven", proof: PROOF }),
  budget: fc.boolean().map((stored): Event => ({ type: "budget", stored })),
  "sign-out": fc.constant<Event>({ type: "sign-out", own: { ...OWN, token: CANARY } }),
  delivered: fc.constant<Event>({ type: "delivered", out: { legacy: "ended", authgear: "ended" } }),
  ended: fc.constant<Event>({ type: "ended", out: { legacy: "ended", authgear: "ended" } }),
  ...(Object.fromEntries(plain.map((type) => [type, fc.constant<Event>({ type })])) as Record<
    (typeof plain)[number],
    fc.Arbitrary<Event>
  >),
});
type Menu = Record<Event["type"], Event>;

/** Any event at all. */
export const events: fc.Arbitrary<Event> = fc
  .tuple(menus, fc.nat())
  .map(([menu, pick]) => Object.values<Event>(menu)[pick % Object.keys(menu).length] ?? menu.start);

/** What may come back from an effect: the answers of `run`'s performers, the good ones more often. */
const answersTo: { [Name in Effect["do"]]?: Event["type"][] } = {
  readStorage: ["storage"],
  readLegacy: ["legacy"],
  lock: ["granted", "granted", "granted", "denied"],
  exchange: ["reply", "reply", "reply", "problem", "lost"],
  wait: ["waited"],
  install: ["wrote"],
  prove: ["proven", "proven", "proven", "unproven", "refused", "vanished"],
  takeOut: ["taken", "left"],
  age: ["aged", "aged", "aged", "vanished"],
  confirm: ["answered", "answered", "problem", "lost"],
  retire: ["answered", "problem", "lost"],
  revoke: ["revoked", "revoke-failed", "revoke-unsupported"],
  deliver: ["delivered"],
  endLegacy: ["ended"],
};

export interface Walk {
  runs: Run[];
  effects: Effect[];
  /** The effects of each transition. */
  steps: Effect[][];
  events: Event[];
  /** Some effect still waits for its answer. */
  waiting: boolean;
}

/** The answer of a browser in which nothing happened since. */
function likely(run: Run, type: Event["type"] | undefined): Event | undefined {
  if (type === "legacy" && run.legacy) return { type, legacy: run.legacy };
  if (type !== "storage" || !run.facts) return undefined;
  if (run.sid === undefined) return { type, facts: run.facts };
  const marker = run.facts?.marker ?? { v: 1 };
  return { type, facts: factsOf({ sid: run.sid, aged: true, marker, journal: journalOf() }) };
}

/** A page: it starts, then each effect is answered by one of its answers, or something comes from outside. */
function walk(turns: readonly (readonly [menu: Menu, pick: number])[]): Walk {
  let run: Run = { at: "idle" };
  const path: Walk = { runs: [], effects: [], steps: [], events: [], waiting: false };
  let expected: Event["type"][] = ["start"];
  for (const [menu, pick] of turns) {
    const outside: Event["type"][] = [
      "sign-out",
      "signed-out-elsewhere",
      ...(run.settled ? [] : ["budget" as const]),
    ];
    const choice = pick % 40 === 0 ? outside : expected.length > 0 ? expected : ["retry" as const];
    const type = path.events[0] ? choice[Math.floor(pick / 40) % choice.length] : "start";
    const event = (pick % 3 > 0 ? likely(run, type) : undefined) ?? menu[type ?? "retry"];
    const [next, effects] = transition(run, event);
    run = next;
    path.runs.push(run);
    path.events.push(event);
    path.effects.push(...effects);
    path.steps.push(effects);
    expected = effects.flatMap((effect) => answersTo[effect.do] ?? []);
    path.waiting = expected.length > 0;
  }
  return path;
}

const picks = fc.noBias(fc.nat(999_999));
/** Pages that start, and are answered at random. */
export const walks: fc.Arbitrary<Walk> = fc
  .array(fc.tuple(menus, picks), { minLength: 30, maxLength: 30 })
  .map(walk);
