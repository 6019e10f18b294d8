import type { MigrationOutcome, MigrationState } from "../migration/state.js";

/** The state of one migration, and those who want to know of it. */
export interface Store {
  getState(): MigrationState;
  publish(state: MigrationOutcome): void;
  subscribe(listener: (state: MigrationState) => void): () => void;
  /** Resolves with the next outcome that is published. */
  next(): Promise<MigrationOutcome>;
}

/** Calls what belongs to the app: what it throws is reported and changes nothing here (L9). */
export function contained<T>(callback: ((value: T) => void) | undefined, value: T): void {
  try {
    callback?.(value);
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
}

export function createStore(): Store {
  let state: MigrationState = { status: "pending" };
  const listeners = new Set<(state: MigrationOutcome) => void>();
  const subscribe = (listener: (state: MigrationOutcome) => void): (() => void) => {
    // An entry of its own, so that the same listener can be given twice.
    const entry: typeof listener = (outcome) => listener(outcome);
    listeners.add(entry);
    return () => void listeners.delete(entry);
  };
  return {
    getState: () => state,
    publish(outcome) {
      state = outcome;
      for (const listener of listeners) contained(listener, outcome);
    },
    subscribe,
    next: () =>
      new Promise((resolve) => {
        const stop = subscribe((outcome) => {
          stop();
          resolve(outcome);
        });
      }),
  };
}
