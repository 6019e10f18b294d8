import { expect, test } from "vitest";
import { type Marker, parseMarker } from "../../src/migration/marker.js";

const EMPTY = { v: 1 };

test("a marker comes back as it was written", () => {
  const marker: Marker = {
    v: 1,
    done: "ref",
    open: 1,
    epoch: 7,
    tombstone: [{ epoch: 7, at: 1, pending: 1 }],
  };
  expect(parseMarker(JSON.stringify(marker))).toEqual(marker);
});

test.for([
  ["none", null],
  ["an empty text", ""],
  ["no JSON", "{"],
  ["null", "null"],
  ["a number", "1"],
  ["a list", "[]"],
  ["one without a version", `{"done":"ref"}`],
  ["one of a later version (T10)", `{"v":99,"done":"ref","tombstone":[{"epoch":1,"at":1,"pending":1}]}`],
  ["one whose tombstones are no list", `{"v":1,"tombstone":{}}`],
  ["one with a tombstone that is nothing", `{"v":1,"tombstone":[null]}`],
] as const)("%s counts as empty", ([, text]) => {
  expect(parseMarker(text)).toEqual(EMPTY);
});
