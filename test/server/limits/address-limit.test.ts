import { expect, test } from "vitest";
import { addressLimit } from "../../../src/server/limits/address-limit.js";

const START = 1_000_000;
function limit(
  exchangesPerMinute = 2,
  clientIP = (request: Request) => request.headers.get("x-ip") ?? undefined,
) {
  const clock = { now: START };
  const judge = addressLimit({ clientIP, exchangesPerMinute }, () => clock.now);
  const from = (ip?: string) =>
    judge(new Request("https://app.example", ip === undefined ? {} : { headers: { "x-ip": ip } }));
  return { clock, from };
}

test("an address has so many a minute, told when there is the next, and others have their own", () => {
  const { clock, from } = limit();
  expect([from("1.2.3.4"), from("1.2.3.4")]).toEqual([undefined, undefined]);
  expect(from("1.2.3.4")).toEqual({ problem: "rate-limited", retryAfter: 30, why: "address" });
  expect(from("1.2.3.5")).toBeUndefined();
  clock.now += 30_000;
  expect(from("1.2.3.4")).toBeUndefined();
  expect(from("1.2.3.4")).toMatchObject({ problem: "rate-limited" });
});

test("a refused request costs nothing: who waits is let in", () => {
  const { clock, from } = limit(1);
  from("1.2.3.4");
  for (let n = 0; n < 100; n++) from("1.2.3.4");
  clock.now += 60_000;
  expect(from("1.2.3.4")).toBeUndefined();
});

test.each([
  ["one /64", "2001:db8:1:2::1", "2001:db8:1:2:ffff::2", true],
  ["one address, written in two ways", "2001:0DB8:0::1", "2001:db8::1", true],
  ["another /64", "2001:db8:1:2::1", "2001:db8:1:3::1", false],
  ["two IPv4 addresses as IPv6", "::ffff:1.2.3.4", "::ffff:1.2.3.5", false],
  ["a zone", "fe80::1%eth0", "fe80::2%eth1", true],
])("%s", (_, first, second, same) => {
  const { from } = limit(1);
  from(first);
  expect(from(second) !== undefined).toBe(same);
});

test("without a function nobody is counted, and one that fails or answers nonsense counts nobody", () => {
  const none = addressLimit({ clientIP: undefined, exchangesPerMinute: 1 }, () => START);
  const request = new Request("https://app.example", { headers: { "X-Forwarded-For": "1.2.3.4" } });
  expect([none(request), none(request)]).toEqual([undefined, undefined]);
  const wrong: (() => unknown)[] = [
    () => {
      throw new Error("no");
    },
    () => 7,
    () => "",
    () => "x".repeat(200),
    () => undefined,
  ];
  for (const clientIP of wrong) {
    const { from } = limit(1, clientIP as () => string);
    expect([from(), from()]).toEqual([undefined, undefined]);
  }
});

test("a million addresses take the room of ten thousand", () => {
  const { from } = limit(1);
  from("10.0.0.1");
  for (let n = 0; n < 10_000; n++) from(`address-${n}`);
  // Forgotten, not refused.
  expect(from("10.0.0.1")).toBeUndefined();
  expect(from("address-9999")).toMatchObject({ problem: "rate-limited" });
});

test("a clock that is set back gives nobody more, nor locks anybody out for ever", () => {
  const { clock, from } = limit(1);
  from("1.2.3.4");
  clock.now -= 3_600_000;
  expect(from("1.2.3.4")).toMatchObject({ retryAfter: 60 });
});
