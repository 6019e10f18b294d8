import type { Migration, MigrationEvent, MigrationState } from "authgear-session-migration";

/** A state as JSON: an error is its code. */
export type ToldState = Record<string, unknown> & { status: string };

/** What a journey sees of its page: `window.journey`. */
export interface Journey {
  readonly migration: Migration;
  /** Every state that was published, oldest first. */
  readonly states: ToldState[];
  readonly events: MigrationEvent[];
  /** Errors and rejections that nobody caught, and what the page's policy refused. */
  readonly faults: string[];
  outcome(): Promise<ToldState>;
  /** The outcome, once there is one. */
  settled?: ToldState;
  state(): ToldState;
  /** What a call of the package with this option changed throws, as text. */
  callWith(option: string, value: unknown): string;
  /** Resolves when the run has come to this place, or has been there. */
  reached(at: MigrationEvent["to"]): Promise<void>;
  /** Resolves when the run waits for its token to age, or has done so. */
  ageing(): Promise<void>;
  /** Whether the run waits for its token to age, or has done so. */
  isAgeing(): boolean;
}

declare global {
  interface Window {
    journey: Journey;
  }
}

export function told(state: MigrationState): ToldState {
  const code = "error" in state ? state.error?.code : undefined;
  const rest = Object.entries(state).filter(([name]) => name !== "error");
  return { ...Object.fromEntries(rest), status: state.status, ...(code && { code }) };
}
