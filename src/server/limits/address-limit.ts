import { isIPv6 } from "node:net";
import type { ServerProblem } from "../server-problem.js";
import type { LimitSettings } from "./limit-options.js";
import { tokenBucket, type TokenBucket } from "./token-bucket.js";

/** Addresses that are remembered; whoever was not seen for longest is forgotten first. */
const MAX_ADDRESSES = 10_000;
const LONGEST = 128;

/** Why an exchange from this request's address is not looked at now; `undefined` if it is. Never throws. */
export type AddressLimit = (request: Request) => ServerProblem | undefined;

export function addressLimit(
  { clientIP, exchangesPerMinute }: Pick<LimitSettings, "clientIP" | "exchangesPerMinute">,
  now: () => number,
): AddressLimit {
  if (!clientIP) return () => undefined;
  const buckets = new Map<string, TokenBucket>();
  return (request) => {
    const address = readAddress(clientIP, request);
    if (address === undefined) return undefined;
    const bucket = buckets.get(address) ?? tokenBucket(exchangesPerMinute / 60, exchangesPerMinute, now);
    buckets.delete(address);
    const [oldest] = buckets.keys();
    if (buckets.size >= MAX_ADDRESSES && oldest !== undefined) buckets.delete(oldest);
    buckets.set(address, bucket);
    const wait = bucket.wait(1);
    if (wait > 0) return { problem: "rate-limited", retryAfter: Math.max(1, wait), why: "address" };
    bucket.take(1);
    return undefined;
  };
}

/** What cannot be read is not counted: a fault there must not stop everybody. */
function readAddress(clientIP: (request: Request) => unknown, request: Request): string | undefined {
  try {
    const address = clientIP(request);
    if (typeof address !== "string" || address === "" || address.length > LONGEST) return undefined;
    return isIPv6(address) ? network(address) : address;
  } catch {
    return undefined;
  }
}

/** The /64 of an IPv6 address, which one household has whole; one that stands for an IPv4 address stays itself. */
function network(address: string): string {
  const [plain = ""] = address.split("%");
  const { hostname } = new URL(`http://[${plain}]`);
  const [head = "", tail] = hostname.slice(1, -1).split("::");
  const groups = head === "" ? [] : head.split(":");
  const ending = tail === undefined || tail === "" ? [] : tail.split(":");
  const filled = Array.from({ length: 8 - groups.length - ending.length }, () => "0");
  const all = tail === undefined ? groups : [...groups, ...filled, ...ending];
  const mapped = all.slice(0, 5).every((group) => group === "0") && all[5] === "ffff";
  return (mapped ? all : all.slice(0, 4)).join(":");
}
