import type { WebContainer } from "@authgear/web";
import type { AuthgearOptions } from "./options.js";

/** The container of `@authgear/web`: found or loaded when it is needed, configured by nobody else. */
export interface LazyContainer {
  name: string;
  /** Loads it and leaves it as it is. */
  load(): Promise<WebContainer>;
  /** Configures it, because storage changed. */
  configure(): Promise<WebContainer>;
  /** Configured, without doing it twice. */
  ready(): Promise<WebContainer>;
  /** A valid access token of it; `undefined` without a session. */
  accessToken(): Promise<string | undefined>;
}

const defaultContainer = async (): Promise<WebContainer> => {
  const { default: sdk } = await import("@authgear/web");
  // A CommonJS build of it wraps its default export.
  return "default" in sdk ? sdk.default : sdk;
};

export function lazyContainer({ container = defaultContainer, ...options }: AuthgearOptions): LazyContainer {
  const given = typeof container === "object" ? container : undefined;
  const name = given?.name ?? "default";
  let configured: Promise<WebContainer> | undefined;

  const load = async (): Promise<WebContainer> => {
    const loaded = given ?? (await (container as typeof defaultContainer)());
    if (loaded.name === name) return loaded;
    throw new TypeError('migrateOnLoad: "authgear.container" has a name, pass it without a loader');
  };
  const begin = async (): Promise<WebContainer> => {
    try {
      const loaded = await load();
      await loaded.configure({ ...options, sessionType: "refresh_token" });
      return loaded;
    } catch (error) {
      configured = undefined;
      throw error;
    }
  };
  const configure = (): Promise<WebContainer> => (configured = begin());
  const ready = (): Promise<WebContainer> => configured ?? configure();
  return {
    name,
    load,
    configure,
    ready,
    async accessToken() {
      const loaded = await ready();
      const refresh = (): Promise<void> => loaded.refreshAccessTokenIfNeeded();
      // One tab after the other: with rotation two refreshes at once lose the session (T5).
      const locks = navigator.locks as LockManager | null | undefined;
      await (locks ? locks.request(`authgear-session-migration ${name}`, refresh) : refresh());
      return loaded.accessToken;
    },
  };
}
