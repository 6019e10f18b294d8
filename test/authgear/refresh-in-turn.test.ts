import type { WebContainer } from "@authgear/web";
import { expect, test } from "vitest";
import { refreshInTurn } from "../../src/authgear/refresh-in-turn.js";

type Refresh = () => Promise<void>;
interface Doors {
  refreshAccessToken: Refresh;
  refreshAccessTokenIfNeeded: Refresh;
}

/** A container whose refreshes last until they are ended, one after the other. */
function heldContainer(): { doors: Doors; ends: ((error?: Error) => void)[]; take(): void; turns(): number } {
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
  const take = (): void => void refreshInTurn(doors as unknown as WebContainer, inTurn);
  take();
  return { doors, ends, take, turns: () => turns };
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

test("a container that is taken twice waits for one turn, not for one inside the other (F1)", async () => {
  const { doors, ends, take, turns } = heldContainer();
  take();
  const one = doors.refreshAccessToken();
  ends[0]?.();
  await one;
  expect(turns()).toBe(1);
});

test("a version without that door inside waits its turn at the public one (S12)", async () => {
  let [turns, refreshes] = [0, 0];
  const container = {
    refreshAccessTokenIfNeeded: () => {
      refreshes += 1;
      return Promise.resolve();
    },
  };
  refreshInTurn(container as unknown as WebContainer, (refresh) => {
    turns += 1;
    return refresh();
  });
  await Promise.all([container.refreshAccessTokenIfNeeded(), container.refreshAccessTokenIfNeeded()]);
  expect([turns, refreshes]).toEqual([1, 1]);
});
