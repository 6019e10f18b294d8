import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { contained, createStore } from "../../src/front-door/store.js";
import type { MigrationOutcome, MigrationState } from "../../src/migration/state.js";

const SIGNED_IN: MigrationOutcome = { status: "signed-in", session: "authgear" };
const NO_SESSION: MigrationOutcome = { status: "no-session", session: "none" };

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout"] }));
afterEach(() => void vi.useRealTimers());

test("begins as pending and shows the last state", () => {
  const store = createStore();
  expect(store.getState()).toEqual({ status: "pending" });
  store.publish(SIGNED_IN);
  expect(store.getState()).toBe(SIGNED_IN);
});

test("tells every subscriber, in order, until each has had enough", () => {
  const store = createStore();
  const heard: string[] = [];
  const stopA = store.subscribe(({ status }) => heard.push(`a ${status}`));
  store.subscribe(({ status }) => heard.push(`b ${status}`));
  store.publish(SIGNED_IN);
  stopA();
  stopA();
  store.publish(NO_SESSION);
  expect(heard).toEqual(["a signed-in", "b signed-in", "b no-session"]);
});

test("the same listener given twice is called twice, and each end is its own", () => {
  const store = createStore();
  const listener = vi.fn<(state: MigrationState) => void>();
  const stop = store.subscribe(listener);
  store.subscribe(listener);
  store.publish(SIGNED_IN);
  expect(listener).toHaveBeenCalledTimes(2);
  stop();
  stop();
  store.publish(NO_SESSION);
  expect(listener).toHaveBeenCalledTimes(3);
});

test("a listener that throws keeps nobody from hearing, and its error is reported (L9)", () => {
  const store = createStore();
  const heard = vi.fn<(state: MigrationState) => void>();
  const broken = new Error("listener");
  store.subscribe(() => {
    throw broken;
  });
  store.subscribe(heard);
  expect(() => store.publish(SIGNED_IN)).not.toThrow();
  expect(heard).toHaveBeenCalledExactlyOnceWith(SIGNED_IN);
  expect(() => vi.runAllTimers()).toThrow(broken);
});

test("a listener may subscribe, end itself and read the state while it is told", () => {
  const store = createStore();
  const seen: MigrationState[] = [];
  const stop = store.subscribe(() => {
    stop();
    seen.push(store.getState());
  });
  store.publish(SIGNED_IN);
  store.publish(NO_SESSION);
  expect(seen).toEqual([SIGNED_IN]);
});

test("next is the next outcome, once, and leaves nothing behind", async () => {
  const store = createStore();
  store.publish(NO_SESSION);
  const next = store.next();
  store.publish(SIGNED_IN);
  store.publish(NO_SESSION);
  expect(await next).toBe(SIGNED_IN);
});

test("a callback that is not there is fine", () => {
  expect(() => contained(undefined, 1)).not.toThrow();
});
