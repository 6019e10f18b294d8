import { confirm, retire } from "./confirm.js";
import { LOCK, LOCK_BEHIND } from "./deadlines.js";
import { type Desk, storedSid } from "./desk.js";
import { exchange, remember, wait } from "./exchange.js";
import { adopt, endOwn, install } from "./install.js";
import type { At, Effect, Event, OwnSignOut, Run } from "./machine.js";
import type { Ports } from "./ports.js";
import { age, prove, takeOut } from "./prove.js";
import { readLegacy, readStorage } from "./read.js";
import { forget, record, restore, revoke } from "./revoke.js";
import { SIGNED_IN } from "./settled.js";
import { deliver, endLegacy, removeSignedOut, seal, signOut } from "./sign-out.js";
import type { MigrationOutcome, SignOutResult } from "./state.js";
import { transition } from "./transition.js";

/** What a run tells the outside. */
export interface RunObserver {
  publish(state: MigrationOutcome): void;
  /** One call for each transition. */
  onTransition(from: At, event: Event, to: At): void;
}

/** A run in motion. Each call begins a turn; answers that belong to an older turn change nothing. */
export interface RunHandle {
  start(): Promise<void>;
  /** The time is over: settles now, and drops what is still on its way. */
  budget(): void;
  /** The local part was done by the caller. */
  signOut(own: OwnSignOut): Promise<SignOutResult>;
  /** Something outside may have changed storage: another tab, or the page came back. */
  look(): void;
  /** The page goes away, perhaps for good: nothing is changed any more (L3). */
  leave(): void;
  /** It came back as it was (L2). */
  back(): void;
}

type Performer<Name extends Effect["do"]> = (
  desk: Desk,
  effect: Extract<Effect, { do: Name }>,
  signal: AbortSignal,
) => Promise<Event | void> | void;

const PERFORM: { [Name in Exclude<Effect["do"], "publish">]: Performer<Name> } = {
  readStorage,
  readLegacy,
  exchange,
  wait,
  remember,
  install,
  adopt,
  endOwn,
  prove,
  takeOut,
  age,
  confirm,
  retire,
  revoke,
  forget,
  restore,
  record,
  removeSignedOut,
  signOut,
  deliver,
  endLegacy,
  seal,
  tell: ({ tellTabs }) => tellTabs(),
  async lock(desk, _, signal) {
    const release = await desk.lock(desk.run.settled ? LOCK_BEHIND : LOCK);
    if (signal.aborted) release?.();
    else desk.release = release;
    return { type: release ? "granted" : "denied" };
  },
  unlock(desk) {
    desk.release?.();
    desk.release = null;
  },
};

/** The container follows storage. Its first refresh is made here, one tab after the other (T6). */
async function follow(desk: Desk): Promise<void> {
  const sid = storedSid(desk);
  if (sid === desk.shown.sid) return;
  desk.shown.sid = sid;
  await desk.authgear.adopt();
  if (sid) await desk.authgear.accessToken();
}

/** Performs the machine's effects through ports, one after the other, and feeds their answers back. */
export function createRun(ports: Ports, { publish, onTransition }: RunObserver): RunHandle {
  const { storage, shown } = ports;
  const desk: Desk = { ...ports, run: { at: "idle" }, epoch: storage.marker().epoch ?? 0 };
  let turn = new AbortController();
  /** Decided, and not told yet: the container may take its time in between. */
  let due: MigrationOutcome | undefined;

  /** The stored session, unless it was signed out. */
  const heldSid = (): string | undefined => {
    const sid = storedSid(ports);
    return storage.marker().tombstone?.some((stone) => stone.sid === sid) ? undefined : sid;
  };
  const tell = (): void => {
    const state = due;
    due = undefined;
    const sid = heldSid();
    // Another tab, or another login, may have stored a session since this was decided (L4, D8).
    const other = sid && sid !== desk.run.sid && !desk.own;
    if (state) publish(other ? SIGNED_IN : state);
  };
  const perform = async (effect: Effect, signal: AbortSignal): Promise<Event | void> => {
    if (effect.do !== "publish") return (PERFORM[effect.do] as Performer<Effect["do"]>)(desk, effect, signal);
    if (!effect.urgent) await follow(desk).catch(() => {});
    if (!signal.aborted) tell();
  };
  const drive = async (first: Event): Promise<void> => {
    turn.abort();
    const { signal } = (turn = new AbortController());
    due = undefined;
    let event: Event | void = first;
    while (event) {
      const from = desk.run.at;
      const [next, effects]: [Run, Effect[]] = transition(desk.run, event);
      desk.run = next;
      onTransition(from, event, next.at);
      event = undefined;
      for (const effect of effects) if (effect.do === "publish") due = effect.state;
      for (const effect of effects) {
        event = (await perform(effect, signal)) || event;
        if (signal.aborted) return;
      }
    }
  };
  const whenIdle = async (type: "start" | "retry"): Promise<void> => {
    if (desk.run.at === "idle") await drive({ type });
  };
  /** Nobody waits for it: where it fails, the budget or the next load goes on. */
  const retry = (): void => void whenIdle("retry").catch(() => {});
  return {
    start: () => whenIdle("start"),
    budget() {
      if (desk.run.settled) return tell();
      void drive({ type: "budget", stored: !!heldSid() });
    },
    async signOut(own) {
      await drive({ type: "sign-out", own });
      return desk.run.out ?? { legacy: "pending", authgear: "pending" };
    },
    leave() {
      turn.abort();
      desk.release?.();
      desk.run = { at: "idle", settled: !!desk.run.settled };
    },
    back: retry,
    look() {
      const { epoch = 0 } = storage.marker();
      if (epoch > desk.epoch) {
        desk.epoch = epoch;
        // Somebody may have signed in again since (T7).
        const again = (): unknown => storage.token() !== null && retry();
        void drive({ type: "signed-out-elsewhere" }).then(again);
      } else if (storedSid(ports) !== shown.sid) retry();
    },
  };
}
