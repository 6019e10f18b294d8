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
  const given = typeof container === "object";
  const name = given ? container.name : "default";
  let ready: Promise<WebContainer> | undefined;

  const load = async (): Promise<WebContainer> => {
    const loaded = given ? container : await container();
    if (loaded.name === name) return loaded;
    throw new TypeError(
      'migrateOnLoad: "authgear.container" loads a container with a name, pass it as it is',
    );
  };
  const configure = (): Promise<WebContainer> => {
    const configured = load().then(async (loaded) => {
      await loaded.configure({ ...options, sessionType: "refresh_token" });
      return loaded;
    });
    configured.catch(() => (ready = undefined));
    return (ready = configured);
  };
  return {
    name,
    load,
    configure,
    ready: () => ready ?? configure(),
    async accessToken() {
      const loaded = await (ready ?? configure());
      const refresh = (): Promise<void> => loaded.refreshAccessTokenIfNeeded();
      // One tab after the other: with rotation two refreshes at once lose the session (T5).
      const locks = navigator.locks as LockManager | null | undefined;
      await (locks?.request(`authgear-session-migration:${name}`, refresh) ?? refresh());
      return loaded.accessToken;
    },
  };
}
