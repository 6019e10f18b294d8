import type { MigrationEvent } from "authgear-session-migration";
import type { Person } from "../people.js";
import type { Scenario } from "./scenario.js";

export type SiteName = "app" | "legacy" | "authgear";

/** A request of the trial's browser, as the server saw it that it went to. Milliseconds since the epoch. */
export interface Seen {
  readonly site: SiteName;
  readonly method: string;
  readonly path: string;
  /** Of requests that name their tab. */
  readonly tab: number | undefined;
  readonly at: number;
  /** Authgear session whose token it carried. */
  readonly session: string | undefined;
  /** `dropped`: no answer reached the browser. */
  readonly status: number | "dropped";
  readonly answeredAt: number;
}

/** An event that the page's `onEvent` got, when it arrived here. */
export interface Reported {
  readonly tab: number;
  readonly at: number;
  readonly event: Pick<MigrationEvent, "from" | "on" | "to" | "code">;
}

/** Sessions that have nothing to do with the trial's browser: nobody may touch them. */
export interface Bystanders {
  /** Session of the same user on another device. */
  readonly elsewhere: string;
  /** Session of another user. */
  readonly stranger: string;
}

/** One scenario from its start on, with a person, a log-in and records of its own. */
export interface Trial {
  readonly id: string;
  readonly scenario: Scenario;
  readonly person: Person;
  /** At Authgear, a bare UUID. */
  readonly userID: string;
  readonly bystanders: Bystanders;
  readonly seen: Seen[];
  readonly reported: Reported[];
  /** Places in which a token was found. */
  readonly leaks: string[];
  /** How many texts were searched for tokens. */
  searched: number;
  /** When the browser got the session of the old provider; until then it is a visitor. */
  begunAt: number | undefined;
  signedOutAt: number | undefined;
  /** Nothing is left to happen. */
  isOver: boolean;
  /** Requests without any token while other trials ran: nobody can say whose they were. */
  readonly nobodys: number[];
}
