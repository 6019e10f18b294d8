import type { World } from "./world.js";

/**
 * One more request in a bucket of `perMinute`? The generic cell rate algorithm, as the real server counts: a
 * full bucket at first, then one place every `60,000 / perMinute` milliseconds. A refused request takes
 * nothing.
 */
export function takeFromBucket(world: World, bucket: string, perMinute: number): boolean {
  const now = world.now();
  const interval = Math.floor(60_000 / perMinute);
  const next = Math.max(world.rateLimits.get(bucket) ?? now, now) + interval;
  if (next - interval * perMinute > now) return false;
  world.rateLimits.set(bucket, next);
  return true;
}
