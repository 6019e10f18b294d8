/** Tells the other tabs of this client to look at storage again, and hears them. A message has no content (Z12). */
export interface Tabs {
  tell(): void;
}

/** What a run has to hear of. `look` is a hint and nothing more: what counts is what is read then (T7). */
export interface Listener {
  look(): void;
  leave(): void;
  back(): void;
}

/** Hears messages and writes of other tabs, and this page going away (L3) and coming back from the cache (L2). */
export function listen(name: string, keys: readonly string[], listener: () => Listener): Tabs {
  const look = (): void => listener().look();
  let channel: BroadcastChannel | undefined;
  try {
    channel = new BroadcastChannel(name);
    channel.addEventListener("message", look);
  } catch {
    // storage events say the same, later
  }
  addEventListener("storage", ({ key }) => {
    if (key === null || keys.includes(key)) look();
  });
  addEventListener("pagehide", () => listener().leave());
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) listener().back();
  });
  return { tell: () => channel?.postMessage(1) };
}
