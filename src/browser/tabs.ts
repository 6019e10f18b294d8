/** Tells the other tabs of this client to look at storage again, and hears them. A message has no content (Z12). */
export interface Tabs {
  tell(): void;
}

/**
 * `look` is called whenever storage may have changed outside this tab: a message, a write of another tab, or this
 * page coming back (T7). It is a hint and nothing more: what counts is what is read then.
 */
export function listen(name: string, keys: readonly string[], look: () => void): Tabs {
  let channel: BroadcastChannel | undefined;
  try {
    channel = new BroadcastChannel(name);
    channel.onmessage = look;
  } catch {
    // storage events say the same, later
  }
  addEventListener("storage", ({ key }) => {
    if (key === null || keys.includes(key)) look();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) look();
  });
  return { tell: () => channel?.postMessage(1) };
}
