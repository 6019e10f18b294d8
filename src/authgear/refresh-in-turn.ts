import type { WebContainer } from "@authgear/web";

type Refresh = () => Promise<void>;

/** Every refresh of the SDK goes through here; it is not in its types. */
type Refreshing = WebContainer & { refreshAccessToken?: Refresh };

/**
 * Lets a container refresh once at a time, whoever asks, and when it is its turn. By itself each `fetch()` makes a
 * refresh of its own up to 3.0, and no version knows of other tabs: with rotation, the second ends the session
 * (contract 10.3, fact 8).
 */
export function refreshInTurn(
  container: Refreshing,
  inTurn: (refresh: Refresh) => Promise<void>,
): WebContainer {
  const refresh = container.refreshAccessToken?.bind(container);
  let running: Promise<void> | undefined;
  if (refresh)
    container.refreshAccessToken = () => (running ??= inTurn(refresh).finally(() => (running = undefined)));
  return container;
}
