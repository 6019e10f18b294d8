import { vi, type Mock } from "vitest";
import type { MigrateOptions, Migration } from "../../src/index.js";

type Source = Pick<Migration, "subscribe" | "getState">;

/** The same migration, and how many listen to it by this object. */
export function countListeners({ getState, subscribe }: Source): { source: Source; listeners(): number } {
  let listeners = 0;
  const source: Source = {
    getState,
    subscribe(listener) {
      const stop = subscribe(listener);
      listeners += 1;
      return () => (stop(), void (listeners -= 1));
    },
  };
  return { source, listeners: () => listeners };
}

/** A visitor whose old provider, asked once, knows nobody. */
export function idleOptions(clientID: string): { options: MigrateOptions; read: Mock<() => null> } {
  const read = vi.fn<() => null>(() => null);
  const options: MigrateOptions = {
    authgear: { endpoint: "https://auth.example.com", clientID },
    legacy: { name: "old", read, forget: () => undefined },
    exchange: "/session-migration",
  };
  return { options, read };
}
