import { ON_DISK } from "../../src/migration/deadlines.js";
import { sidOf } from "../../src/migration/marker.js";
import { KEYS, rowOf, tokenOf } from "./stores.js";
import type { Watch, World } from "./types.js";

export function createWatch(here: () => World): Watch {
  const owners = new Map<string, string | undefined>();
  const underWay = new Map<string, string>();
  const proven = { access: new Set<string>(), refresh: new Set<string>() };
  const refusedTokens = new Set<string>();
  const isSignedOut = (sid: string): boolean =>
    watch.signedOut.has(sid) || watch.signedOut.has(watch.origins.get(sid)?.legacy ?? "");

  /** Why the stored session is not yet good enough to give the old one up for it. */
  const unripe = (): string | undefined => {
    const world = here();
    const sid = sidOf(tokenOf(world));
    if (sid === undefined) return "no Authgear session is stored";
    if (!proven.access.has(sid)) return "its access token was not accepted from this browser";
    if (!proven.refresh.has(sid)) return "its refresh token was not accepted from this browser";
    const history = world.local.history();
    const stood = history.some(({ at, value }, index) => {
      const token = value[KEYS.token];
      if (token === undefined || sidOf(token) !== sid) return false;
      const changed = history.slice(index + 1).find((later) => later.value[KEYS.token] !== token);
      return (changed?.at ?? world.time.now()) - Math.max(at, 0) >= ON_DISK;
    });
    return stood ? undefined : "it is not on disk yet";
  };

  const watch: Watch = {
    broken: [],
    expected: undefined,
    excuses: [],
    signedOut: new Set(),
    beside: new Set(),
    signOuts: 0,
    signedOutAt: -Infinity,
    forgotten: false,
    ended: new Set(),
    origins: new Map(),
    delivered: new Map(),
    confirmed: new Set(),
    lostRotations: new Set(),
    rotating(owner, sid) {
      if (sid === undefined) underWay.delete(owner);
      else underWay.set(owner, sid);
    },
    rotationLost(owner) {
      const sid = underWay.get(owner);
      if (!underWay.delete(owner) || sid === undefined) return;
      watch.lostRotations.add(sid);
      const given = watch.confirmed.has(sid) || watch.origins.get(sid)?.legacy === undefined;
      if (given) watch.excuse("a rotation was lost, as in any app on Authgear");
    },
    secrets: new Set(),
    seen: [],
    excuse(why) {
      watch.excuses.push(why);
      watch.expected = undefined;
    },
    fail(promise, what) {
      watch.broken.push({ promise, what });
      here().trace.note(`PROMISE ${promise} DOES NOT HOLD: ${what}`);
    },
    asked: (owner, legacy) => void owners.set(owner, legacy),
    created(owner, sid) {
      const legacy = owners.get(owner);
      const user = here().legacy.logins.get(legacy ?? "")?.user ?? "";
      watch.origins.set(sid, { legacy, user });
    },
    handedOut(legacy = "", refreshToken) {
      const sid = sidOf(refreshToken);
      watch.secrets.add(refreshToken);
      const all = watch.delivered.get(legacy) ?? new Set();
      watch.delivered.set(legacy, all.add(sid));
      const live = here()
        .authgear.emulator.sessions()
        .filter(({ id }) => all.has(id));
      if (live.length > 1) watch.fail(3, `${live.length} live sessions of ${legacy} were handed out`);
    },
    accepted: (half, sid) => void proven[half].add(sid),
    refused: (token) => void refusedTokens.add(token),
    wroteToken(by, before, after) {
      const sid = sidOf(before);
      if (by === "sdk") return;
      if (after !== null && before !== null) watch.fail(5, "a stored session is overwritten");
      if (after !== null || before === null || sid === undefined) return;
      if (isSignedOut(sid) || watch.beside.has(sid) || refusedTokens.has(before)) return;
      watch.fail(5, "a session that nobody signed out of is deleted");
    },
    confirmSent() {
      const why = unripe();
      if (why !== undefined) watch.fail(2, `confirm is sent: ${why}`);
    },
    legacyRevoked(name, by) {
      const { legacy, trace } = here();
      const login = legacy.logins.get(name);
      trace.note(`${by} ends the legacy session of ${name}`);
      if (!login || watch.signedOut.has(name) || watch.beside.has(name)) return;
      const why = by === "the server" ? undefined : unripe();
      if (why !== undefined) watch.fail(2, `the legacy session is ended: ${why}`);
      const look = async (): Promise<void> => {
        const state = (await rowOf(here(), name))?.state;
        const given = state === "confirmed" || state === "closed";
        if (!given) watch.fail(5, `${name}, which has not given its session away, is ended`);
      };
      void look();
    },
    published(tab, state) {
      here().trace.note(`${tab.name}: ${state.status}, session ${state.session}`);
      watch.seen.push(JSON.stringify(state));
      const wrong = state.session === "none" && watch.expected !== undefined && watch.signOuts === 0;
      if (wrong && !tab.behind) watch.fail(1, `${tab.name} is told that nobody is signed in`);
      tab.behind = false;
      const early = tab.requests.filter((name) => name !== "exchange" && name !== "engine");
      const first = state.status === "migrated" && tab.states.length === 0;
      if (first && tab.verified && early.length > 0) {
        watch.fail(9, `${tab.name} waited for ${early.join(", ")}`);
      }
    },
  };
  return watch;
}
