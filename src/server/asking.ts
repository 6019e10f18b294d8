import type { ExchangeReply } from "../protocol/wire.js";
import type { Client } from "./clients.js";
import type { Identity } from "./identify.js";
import type { ServerProblem } from "./server-problem.js";

/** One request for a session, verified. */
export interface Asking {
  client: Client;
  identity: Identity;
  idempotencyKey: string;
  replaces: number | undefined;
}

export type Answer = ExchangeReply | ServerProblem;

/** `overtaken`: another request moved the row on, so it has to be read again. */
export type AnswerOrOvertaken = Answer | "overtaken";
