import { createHash } from "node:crypto";
import type { Journal } from "../../src/migration/journal.js";
import type { At, Event, OwnSignOut } from "../../src/migration/machine.js";
import { buried } from "../../src/migration/buried.js";
import { type Marker, sidOf } from "../../src/migration/marker.js";
import type { Ports } from "../../src/migration/ports.js";
import type { Awaitable, LegacyProvider, LegacySession } from "../../src/migration/provider.js";
import { createRun, type RunHandle } from "../../src/migration/run.js";
import type { MigrationOutcome, SignOutResult } from "../../src/migration/state.js";
import { NOW } from "./facts.js";
import { type FakeClock, fakeClock } from "./fake-clock.js";
import { type FarSide, farSide, sessionOf } from "./fake-far-side.js";

/** One browser profile: what survives a page, and what the far side knows. */
export interface World {
  clock: FakeClock;
  far: FarSide;
  /** localStorage. */
  disk: { token: string | null; marker: Marker; full: boolean };
  /** IndexedDB. */
  journal: { record: Journal | undefined };
  /** The legacy provider: what its SDK keeps here, and which of its sessions were ended. */
  legacy: { held: LegacySession | null | undefined; revoked: string[]; forgotten: number; reads: number };
  /** Called before and after each asynchronous port call; a promise that never resolves is a crash. */
  interrupt: (moment: Moment) => Promise<void> | void;
  /** Every write to localStorage, in order. */
  writes: string[];
  keys: number;
  /** Asynchronous port calls so far, twice each. */
  moments: number;
  /** Who waits for the lock; the first has it. */
  queue: symbol[];
}

export interface Moment {
  /** Counts over the whole world, from 1. */
  number: number;
  port: string;
  when: "before" | "after";
}

/** A page of that browser, with a run in it. */
export interface Page {
  ports: Ports;
  run: RunHandle;
  states: MigrationOutcome[];
  transitions: [from: At, on: Event["type"], to: At][];
  /** Signs out as the front door does: the local part first, then the engine's. */
  signOut(): Promise<SignOutResult>;
}

export function createWorld(): World {
  return {
    clock: fakeClock(NOW),
    far: farSide(),
    disk: { token: null, marker: { v: 1 }, full: false },
    journal: { record: undefined },
    legacy: { held: { token: "legacy-a:1" }, revoked: [], forgotten: 0, reads: 0 },
    interrupt: () => {},
    writes: [],
    moments: 0,
    keys: 0,
    queue: [],
  };
}

/** A salted hash that shows nothing of its text. */
export function hashOf(text: string): string {
  return createHash("sha256").update(`salt\n${text}`).digest("base64url");
}

function providerOf(world: World): LegacyProvider {
  const { legacy } = world;
  return {
    name: "legacy",
    async read() {
      legacy.reads += 1;
      return legacy.held;
    },
    async revoke(session) {
      if (world.far.offline) throw new Error("offline");
      const name = sessionOf("token" in session ? session.token : undefined);
      legacy.revoked.push(name);
    },
    forget(session) {
      legacy.forgotten += 1;
      if (JSON.stringify(legacy.held) === JSON.stringify(session)) legacy.held = null;
    },
  };
}

/** The ports of a new page in this world; each asynchronous one can be interrupted before and after its effect. */
export function portsOf(world: World): Ports {
  const { disk, journal, clock, far } = world;
  const provider = providerOf(world);
  const shown = { sid: sidOf(disk.token) };
  let container: string | undefined;

  const at = <Args extends unknown[], T>(port: string, effect: (...args: Args) => Awaitable<T>) => {
    return async (...args: Args): Promise<T> => {
      await world.interrupt({ number: ++world.moments, port, when: "before" });
      const result = await effect(...args);
      await world.interrupt({ number: ++world.moments, port, when: "after" });
      return result;
    };
  };
  const write = (what: string, change: () => void): void => {
    if (disk.full) throw new Error("QuotaExceededError");
    world.writes.push(what);
    change();
  };
  const exchange = at("exchange", far.exchange.exchange);
  return {
    storage: {
      token: () => disk.token,
      setToken: (token) => {
        if (token === null) world.writes.push("token -");
        else write("token +", () => {});
        disk.token = token;
      },
      marker: () => structuredClone(disk.marker),
      setMarker: (marker) =>
        write("marker", () => (disk.marker = JSON.parse(JSON.stringify(marker)) as Marker)),
    },
    journal: {
      read: at("journal.read", () => structuredClone(journal.record)),
      update: at("journal.update", (change) => (journal.record = change(structuredClone(journal.record)))),
    },
    exchange: {
      exchange,
      confirm: at("confirm", far.exchange.confirm),
      signOut: at("signOut", far.exchange.signOut),
    },
    authgear: {
      load: at("authgear.load", () => undefined),
      adopt: at("authgear.adopt", () => void (container = sidOf(disk.token))),
      accessToken: at("authgear.accessToken", () => {
        if (far.offline) throw new Error("offline");
        container ??= sidOf(disk.token);
        return container && `access:${container}`;
      }),
      userinfo: at("authgear.userinfo", far.authgear.userinfo),
      accepts: at("authgear.accepts", far.authgear.accepts),
      revoke: at("authgear.revoke", far.authgear.revoke),
    },
    lock: at("lock", (ms) => takeLock(world, ms)),
    legacy: {
      ...provider,
      read: at("legacy.read", provider.read),
      revoke: at("legacy.revoke", (session, signal) => provider.revoke?.(session, signal)),
      forget: at("legacy.forget", (session, signal) => provider.forget(session, signal)),
    },
    shown,
    tellTabs: () => {},
    now: clock.now,
    wait: clock.wait,
    randomKey: () => `key-${++world.keys}`,
    hash: at("hash", hashOf),
    random: () => 0.5,
  };
}

async function takeLock({ queue, clock }: World, ms: number): Promise<(() => void) | null> {
  const mine = Symbol("lock");
  const giveBack = (): void => void (queue.includes(mine) && queue.splice(queue.indexOf(mine), 1));
  queue.push(mine);
  for (let waited = 0; queue[0] !== mine; waited += 50) {
    if (waited >= ms) {
      giveBack();
      return null;
    }
    await clock.wait(50);
  }
  return giveBack;
}

/** A page that was opened in this world; nothing runs before `run.start()`. */
export function openPage(world: World, change: (ports: Ports) => void = () => {}): Page {
  const ports = portsOf(world);
  change(ports);
  const states: Page["states"] = [];
  const transitions: Page["transitions"] = [];
  const run = createRun(ports, {
    publish: (state) => void states.push(state),
    onTransition: (from, { type }, to) => void transitions.push([from, type, to]),
  });
  return { ports, run, states, transitions, signOut: () => run.signOut(signOutHere(world, ports)) };
}

/** The local part of a sign-out: epoch, tombstone, and the token that this page shows (R9). */
export function signOutHere({ disk, clock }: World, { storage, shown }: Ports): OwnSignOut {
  const marker = storage.marker();
  const epoch = (marker.epoch ?? 0) + 1;
  const stone = { epoch, at: Math.floor(clock.now() / 1_000), pending: 1, sid: shown.sid } as const;
  const { token } = disk;
  storage.setMarker({ ...marker, ...buried(marker, stone) });
  if (token === null || sidOf(token) !== shown.sid) return { stone };
  storage.setToken(null);
  return { stone, token };
}

/** Opens a page, runs it, and lets time pass until nothing is left to do. */
export async function visit(world: World, change?: (ports: Ports) => void): Promise<Page> {
  const page = openPage(world, change);
  void page.run.start();
  await world.clock.advance(60_000);
  return page;
}
