import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listen, type Listener } from "../../src/browser/tabs.js";

const KEYS = ["token", "marker"];
let channels = 0;
const heard = { look: vi.fn<() => void>(), leave: vi.fn<() => void>(), back: vi.fn<() => void>() };
const none = { look: 0, leave: 0, back: 0 };
const counts = (): Record<keyof Listener, number> => ({
  look: heard.look.mock.calls.length,
  leave: heard.leave.mock.calls.length,
  back: heard.back.mock.calls.length,
});
/** A page that has just begun to listen, on a channel of its own. */
const page = (): string => {
  const name = `channel-${++channels}`;
  listen(name, KEYS, () => heard);
  return name;
};
// The test environment's PageTransitionEvent is never persisted.
const transition = (type: string, persisted: boolean): Event => Object.assign(new Event(type), { persisted });
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

const post = (channel: Pick<MessagePort, "postMessage">, data: unknown): void =>
  channel.postMessage(data, []);

/** Listeners of an earlier test hear window events too, so each test counts from zero on its own. */
const added = vi.spyOn(globalThis, "addEventListener");

beforeEach(() => {
  added.mockClear();
  for (const one of Object.values(heard)) one.mockClear();
});
afterEach(() => {
  for (const [type, listener] of added.mock.calls) removeEventListener(type, listener as EventListener);
  vi.unstubAllGlobals();
});

test("a message tells the other tabs to look, and has no content (T6, Z12)", async () => {
  const name = `channel-${++channels}`;
  const recorded: unknown[] = [];
  const recorder = new BroadcastChannel(name);
  recorder.addEventListener("message", ({ data }) => recorded.push(data));
  const sender = vi.fn<() => void>();
  const tabs = listen(name, KEYS, () => ({ look: sender, leave: sender, back: sender }));
  listen(name, KEYS, () => heard);
  tabs.tell();
  await vi.waitFor(() => expect(counts()).toEqual({ ...none, look: 1 }));
  recorder.close();
  expect(recorded).toEqual([1]);
  expect(sender).not.toHaveBeenCalled();
});

test("garbage from any script of this origin only makes it look, and nobody passes it on (T8)", async () => {
  const name = page();
  const recorder = new BroadcastChannel(name);
  const passedOn = vi.fn<() => void>();
  recorder.addEventListener("message", passedOn);
  const garbage: unknown[] = [null, "sign-out", { token: "forged" }, [], new Error("x"), new Map()];
  for (const data of garbage) post(recorder, data);
  await vi.waitFor(() => expect(counts()).toEqual({ ...none, look: garbage.length }));
  await settle();
  expect(passedOn).not.toHaveBeenCalled();
  expect(heard.look.mock.calls.flat().filter((argument) => argument !== undefined)).toEqual([]);
  recorder.close();
});

test.for<[string | null, number]>([
  ["token", 1],
  ["marker", 1],
  [null, 1],
  ["another", 0],
])("another tab's write of %s is looked at: %i (T7)", ([key, looks]) => {
  page();
  dispatchEvent(new StorageEvent("storage", { key }));
  expect(counts()).toEqual({ ...none, look: looks });
});

test.for<[string, boolean, object]>([
  ["pageshow", true, { back: 1 }],
  ["pageshow", false, {}],
  ["pagehide", true, { leave: 1 }],
  ["pagehide", false, { leave: 1 }],
])("%s, persisted %s (L2, L3)", ([type, persisted, expected]) => {
  page();
  dispatchEvent(transition(type, persisted));
  expect(counts()).toEqual({ ...none, ...expected });
});

test("no listener that keeps a page out of the back/forward cache (L2)", () => {
  page();
  expect(new Set(added.mock.calls.map(([type]) => type))).toEqual(
    new Set(["storage", "pagehide", "pageshow"]),
  );
});

function opaqueOrigin(): never {
  throw new DOMException("denied", "SecurityError");
}

test.for<[string, unknown]>([
  ["there is none", undefined],
  ["it refuses an opaque origin", opaqueOrigin],
])("without BroadcastChannel (%s), storage events do (F7)", ([, value]) => {
  vi.stubGlobal("BroadcastChannel", value);
  const tabs = listen("x", KEYS, () => heard);
  expect(() => tabs.tell()).not.toThrow();
  dispatchEvent(new StorageEvent("storage", { key: "token" }));
  expect(counts()).toEqual({ ...none, look: 1 });
});
