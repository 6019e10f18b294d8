import type { WebContainer } from "@authgear/web";

type Refresh = () => Promise<void>;

/** Every refresh of the SDK goes through the first of these; it is not in its types. The other one is public. */
interface Doors {
  refreshAccessToken?: Refresh;
  refreshAccessTokenIfNeeded: Refresh;
}

const done = new WeakSet<WebContainer>();

/**
 * Lets a container refresh once at a time, whoever asks, and when it is its turn. By itself each `fetch()` makes a
 * refresh of its own up to 3.0, and no version knows of other tabs: with rotation, the second ends the session
 * (contract 10.3, fact 8).
 */
export function refreshInTurn(
  container: WebContainer,
  inTurn: (refresh: Refresh) => Promise<void>,
): WebContainer {
  if (done.has(container)) return container;
  done.add(container);
  const doors = container as unknown as Doors;
  const door = doors.refreshAccessToken ? "refreshAccessToken" : "refreshAccessTokenIfNeeded";
  const refresh = doors[door]?.bind(container) as Refresh;
  let running: Promise<void> | undefined;
  doors[door] = () => (running ??= inTurn(refresh).finally(() => (running = undefined)));
  return container;
}
