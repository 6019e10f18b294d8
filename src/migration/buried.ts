import type { Marker, Tombstone } from "./marker.js";

/** The tombstones with one more, or with one in place of its older self: a delivered one gives way, a pending one never. */
export function buried(
  { epoch = 0, tombstone = [] }: Marker,
  stone: Tombstone,
): Pick<Marker, "epoch" | "tombstone"> {
  const others = tombstone.filter((other) => other.pending && other.epoch !== stone.epoch);
  return { epoch: Math.max(epoch, stone.epoch), tombstone: [...others, stone] };
}
