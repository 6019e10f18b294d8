import { expect, it } from "vitest";
import { retryAfterSeconds } from "../../src/server/retry-after.js";

it.each<[string | undefined, number | undefined]>([
  [undefined, undefined],
  ["7", 7],
  [" 7 ", 7],
  ["0", 1],
  ["86400", 3600],
  ["99999999999999999999", undefined],
  ["Thu, 01 Jan 1970 00:01:30 GMT", 30],
  ["Thu, 01 Jan 1970 00:00:01 GMT", 1],
  ["soon", undefined],
  ["-5", undefined],
])("Retry-After %j is %j seconds", (value, seconds) => {
  expect(retryAfterSeconds(new Headers(value === undefined ? {} : { "Retry-After": value }), 60_000)).toBe(
    seconds,
  );
});
