import type { ConfigureOptions, WebContainer } from "@authgear/web";
import type { Awaitable } from "../migration/provider.js";

type Load = () => Awaitable<WebContainer>;

/** The container of `@authgear/web` is configured by us and by nobody else. */
export interface Configured {
  /** Configures it, because storage changed. */
  configure(load: Load): Promise<WebContainer>;
  /** Configured, without doing it twice. */
  ready(load: Load): Promise<WebContainer>;
}

/** A failure is forgotten, so that the next use tries again. */
export function configured(options: ConfigureOptions): Configured {
  let last: Promise<WebContainer> | undefined;
  const configure = (load: Load): Promise<WebContainer> => {
    const begin = async (): Promise<WebContainer> => {
      const loaded = await load();
      await loaded.configure({ ...options, sessionType: "refresh_token" });
      return loaded;
    };
    last = begin();
    last.catch(() => (last = undefined));
    return last;
  };
  return { configure, ready: (load) => last ?? configure(load) };
}
