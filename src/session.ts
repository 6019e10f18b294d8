import type { WebContainer } from "@authgear/web";
import { clearSession } from "./authgear/clear-session.js";
import { refreshInTurn } from "./authgear/refresh-in-turn.js";
import { webLock } from "./browser/lock.js";
import type { Session, SessionContext } from "./front-door/engine-context.js";
import { ON_ITS_WAY, sidOf } from "./migration/marker.js";
import { NO_SESSION } from "./migration/settled.js";
import type { MigrationOutcome } from "./migration/state.js";

/** Longest wait for another tab that refreshes, in milliseconds. */
const REFRESH_TURN = 10_000;

const defaultContainer = async (): Promise<WebContainer> => {
  const { default: sdk } = await import("@authgear/web");
  // A CommonJS build of it wraps its default export.
  return "default" in sdk ? sdk.default : sdk;
};

/** What only a page with a session needs: the front door loads it when the container or a credential is asked for. */
export function openSession(context: SessionContext): Session {
  const { options, given, storage, container, shown, publish } = context;
  const { authgear, legacy } = options;
  const name = given?.name ?? "default";
  const loader = (authgear.container ?? defaultContainer) as typeof defaultContainer;

  const isBuried = (sid: string | undefined): boolean | undefined =>
    storage.marker().tombstone?.some((stone) => stone.sid === sid);
  const lock = webLock(`authgear_${name}_refresh`);
  /** One tab after the other: with rotation two refreshes at once lose the session (T5). A tab that is stuck is left behind (T2). */
  const inTurn = async (refresh: () => Promise<void>): Promise<void> => {
    const release = (await lock(REFRESH_TURN)) ?? (() => {});
    const before = storage.token();
    try {
      await refresh();
    } finally {
      const after = storage.token();
      // Chromium hands a lock on before the other tab can read what was written here.
      if (after === before) release();
      else setTimeout(release, ON_ITS_WAY);
      const sid = sidOf(before);
      // Signed out while the answer was on its way: the SDK has taken the session up again.
      if (isBuried(sid)) {
        if (sidOf(after) === sid) storage.setToken(null);
        await configure();
      }
    }
  };
  let held: WebContainer | undefined;
  const load = async (): Promise<WebContainer> => {
    const loaded = held ?? given ?? (await loader());
    if ((loaded.name ?? name) !== name)
      throw new TypeError('migrateOnLoad: "authgear.container" has a name, pass it without a loader');
    return (held ??= refreshInTurn(loaded, inTurn));
  };
  // Now, because the front door may have configured it already.
  if (given) void load();
  const ready = (): Promise<WebContainer> => container.ready(load);
  const configure = async (): Promise<WebContainer> => {
    // Up to 2.12 the container keeps it, also of another user (contract 10.2).
    (await load()).accessToken = undefined;
    const configured = await container.configure(load);
    if (!storage.token()) await clearSession(configured);
    return configured;
  };
  const accessToken = async (): Promise<string | undefined> => {
    const loaded = await ready();
    await loaded.refreshAccessTokenIfNeeded();
    return loaded.accessToken;
  };
  /** Whether another tab signed out what this one shows: its access token lives on in memory (O6). */
  const isSignedOut = (): boolean => {
    const { sid } = shown;
    if (!sid || sid === sidOf(storage.token()) || !isBuried(sid)) return false;
    shown.sid = undefined;
    publish(NO_SESSION);
    configure().catch(() => {});
    return true;
  };
  addEventListener("storage", isSignedOut);
  return {
    lock: webLock,
    load,
    configure,
    ready,
    accessToken,
    async authorization({ session }: MigrationOutcome) {
      let token: string | false | null | undefined;
      if (session === "authgear") {
        token = await accessToken();
        if (isSignedOut()) return null;
      } else if (session !== "none") {
        const found = await legacy.read(new AbortController().signal);
        token = found && "token" in found && (found.accessToken ?? found.token);
      }
      return token ? `Bearer ${token}` : null;
    },
    async signOut(own, engine, { redirectURI }) {
      // The container first: an engine that cannot be loaded leaves nobody signed in.
      shown.sid = undefined;
      if (held) await configure().catch(() => {});
      const out = await (await engine()).signOut(own);
      // It would end whatever is stored: by now, that is the session of somebody who signed in meanwhile.
      if (!storage.token()) await held?.logout({ force: true, redirectURI });
      return out;
    },
  };
}
