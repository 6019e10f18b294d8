import { expect, test } from "vitest";
import { glance } from "../../src/front-door/glance.js";
import type { Marker } from "../../src/migration/marker.js";

const OPEN: Marker = { v: 1, open: 1 };
const DONE: Marker = { v: 1, done: "ref" };
const KEPT: Marker = { v: 1, done: "ref", kept: 1 };
const PENDING: Marker = { v: 1, tombstone: [{ epoch: 1, at: 1, pending: 1 }] };
const DELIVERED: Marker = { v: 1, tombstone: [{ epoch: 1, at: 1 }] };
const NONE: Marker = { v: 1 };

const SIGNED_IN = { status: "signed-in", session: "authgear" };
const NO_SESSION = { status: "no-session", session: "none" };
const NOT_SELECTED = { status: "kept", session: "unknown", reason: "not-selected" };

type Row = [
  about: string,
  marker: Marker,
  hint: boolean | undefined,
  outcome: object | undefined,
  engine: boolean,
];

// With a token.
test.for<Row>([
  ["nothing known, no hint: a legacy session may be beside it", NONE, undefined, SIGNED_IN, true],
  ["the hint says that there is one", NONE, true, SIGNED_IN, true],
  ["the hint says nobody: costs nothing", NONE, false, SIGNED_IN, false],
  ["done: costs nothing", DONE, undefined, SIGNED_IN, false],
  ["done, hint false", DONE, false, SIGNED_IN, false],
  ["done, and the legacy SDK wrote itself back", DONE, true, SIGNED_IN, true],
  ["done and kept", KEPT, undefined, SIGNED_IN, false],
  ["open: goes on where it stopped, whatever the hint", OPEN, false, SIGNED_IN, true],
  ["open and a done of before", { ...OPEN, done: "ref" }, undefined, SIGNED_IN, true],
  [
    "signed out here, not delivered: only the engine knows whose token it is",
    PENDING,
    undefined,
    undefined,
    true,
  ],
  ["signed out here, delivered", DELIVERED, false, undefined, true],
])("a token; %s", ([, marker, hint, outcome, engine]) => {
  expect(glance(true, true, marker, hint)).toEqual([outcome, engine]);
});

// Without one.
test.for<Row>([
  ["no hint: cannot tell", NONE, undefined, undefined, true],
  ["the hint says that there is a legacy session", NONE, true, undefined, true],
  ["the hint says nobody: costs nothing", NONE, false, NO_SESSION, false],
  ["done, the hint says nobody", DONE, false, NO_SESSION, false],
  ["done alone proves nothing: it may be of another legacy session", DONE, undefined, undefined, true],
  ["open, the token vanished", OPEN, true, undefined, true],
  ["open, the token vanished, nobody", OPEN, false, NO_SESSION, false],
  ["a sign-out to deliver", PENDING, undefined, NO_SESSION, true],
  ["a sign-out to deliver, nobody", PENDING, false, NO_SESSION, true],
  ["a delivered sign-out: another legacy session may be there", DELIVERED, undefined, undefined, true],
  ["a delivered sign-out, nobody", DELIVERED, false, NO_SESSION, false],
])("no token; %s", ([, marker, hint, outcome, engine]) => {
  expect(glance(true, false, marker, hint)).toEqual([outcome, engine]);
});

// The kill switch (P1): nothing is loaded, and the legacy session counts.
test.for<[string, boolean, Marker, boolean | undefined, object]>([
  ["a token", true, NONE, undefined, SIGNED_IN],
  ["a token with work behind it", true, OPEN, true, SIGNED_IN],
  ["a token and a sign-out", true, PENDING, undefined, SIGNED_IN],
  ["no token", false, NONE, undefined, NOT_SELECTED],
  ["no token, a legacy session", false, NONE, true, NOT_SELECTED],
  ["no token, nobody", false, NONE, false, NO_SESSION],
  ["no token, a sign-out to deliver", false, PENDING, undefined, NO_SESSION],
])("switched off: %s", ([, token, marker, hint, outcome]) => {
  expect(glance(false, token, marker, hint)).toEqual([outcome, false]);
});
