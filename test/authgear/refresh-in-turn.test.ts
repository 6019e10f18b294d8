import type { WebContainer } from "@authgear/web";
import { expect, test } from "vitest";
import { refreshInTurn } from "../../src/authgear/refresh-in-turn.js";

type Refresh = () => Promise<void>;
interface Doors {
  refreshAccessToken: Refresh;
  refreshAccessTokenIfNeeded: Refresh;
}

/** A container whose refreshes last until they are ended, one after the other. */
function heldContainer(): { doors: Doors; ends: ((error?: Error) => void)[]; turns(): number } {
  const ends: ((error?: Error) => void)[] = [];
  let turns = 0;
  const doors: Doors = {
    refreshAccessToken: () =>
      new Promise((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve()))),
    refreshAccessTokenIfNeeded: () => doors.refreshAccessToken(),
  };
  const inTurn = (refresh: Refresh): Promise<void> => {
    turns += 1;
    return refresh();
  };
  refreshInTurn(doors as unknown as WebContainer, inTurn);
  return { doors, ends, turns: () => turns };
}

test("refreshes that are asked for at once are one, whichever way they are asked for (T5)", async () => {
  const { doors, ends, turns } = heldContainer();
  const both = [doors.refreshAccessToken(), doors.refreshAccessTokenIfNeeded()];
  expect([ends.length, turns()]).toEqual([1, 1]);
  ends[0]?.();
  await Promise.all(both);
  const next = doors.refreshAccessToken();
  expect([ends.length, turns()]).toEqual([2, 2]);
  ends[1]?.();
  await next;
});

test("a refresh that fails fails for all who wait for it, and the next one is another", async () => {
  const { doors, ends } = heldContainer();
  const both = [doors.refreshAccessToken(), doors.refreshAccessToken()];
  ends[0]?.(new TypeError("Failed to fetch"));
  for (const one of both) await expect(one).rejects.toThrow("Failed to fetch");
  const next = doors.refreshAccessToken();
  ends[1]?.();
  await expect(next).resolves.toBeUndefined();
});

test("a version without that door is left as it is (S12)", () => {
  const container = {} as WebContainer;
  expect(refreshInTurn(container, (refresh) => refresh())).toBe(container);
  expect(container).toEqual({});
});
