import type { ProblemType } from "../../../src/protocol/problem.js";

/** Whose ticket, token or session a member of the request names. */
export type Whose = "victim" | "attacker" | "nobody";

/** The victim and the attacker have each exchanged a session of their own; then the attacker sends this. */
export interface TicketAttack {
  path: "" | "/confirm" | "/sign-out";
  /** Default `spa`, where both exchanged. */
  clientID?: "spa" | "other";
  migrationID?: Whose;
  confirmation?: Whose;
  sessionID?: Whose;
  token?: Whose | "victim, refreshed";
  /** Of an exchange. Default: a new one. */
  key?: "victim";
  replaces?: number;
  /** What the victim did after the exchange. */
  victimHas?: "confirmed" | "signed out";
  /** Absent: 200, by what the attacker is entitled to; the victim's row and session stay all the same. */
  problem?: ProblemType;
}

const CONFIRM = { path: "/confirm", problem: "session-mismatch" } as const;
const SIGN_OUT = { path: "/sign-out", problem: "session-mismatch" } as const;
const REPLAY = { path: "", victimHas: "confirmed", problem: "already-migrated" } as const;

export const TICKET_ATTACKS: Readonly<Record<string, TicketAttack>> = {
  "confirm: the victim's id, one's own confirmation": {
    ...CONFIRM,
    migrationID: "victim",
    confirmation: "attacker",
  },
  "confirm: one's own id, the victim's confirmation": {
    ...CONFIRM,
    migrationID: "attacker",
    confirmation: "victim",
  },
  "confirm: the victim's id, one's own confirmation and token": {
    ...CONFIRM,
    migrationID: "victim",
    confirmation: "attacker",
    token: "attacker",
  },
  "confirm: the victim's session, one's own token": { ...CONFIRM, sessionID: "victim", token: "attacker" },
  "confirm: the victim's session, a token of nobody": {
    ...CONFIRM,
    sessionID: "victim",
    token: "nobody",
    problem: "invalid-token",
  },
  "confirm: the victim's ticket at another client": {
    ...CONFIRM,
    clientID: "other",
    migrationID: "victim",
    confirmation: "victim",
  },
  "confirm: the victim's session and token at another client": {
    ...CONFIRM,
    clientID: "other",
    sessionID: "victim",
    token: "victim",
  },
  "confirm: the victim's ticket after the victim signed out": {
    ...CONFIRM,
    migrationID: "victim",
    confirmation: "victim",
    victimHas: "signed out",
    problem: "signed-out",
  },
  "sign-out: the victim's id, one's own confirmation": {
    ...SIGN_OUT,
    migrationID: "victim",
    confirmation: "attacker",
  },
  "sign-out: one's own id, the victim's confirmation": {
    ...SIGN_OUT,
    migrationID: "attacker",
    confirmation: "victim",
  },
  "sign-out: the victim's id, a confirmation of nobody": {
    ...SIGN_OUT,
    migrationID: "victim",
    confirmation: "nobody",
  },
  "sign-out: the victim's id, a token of nobody": {
    ...SIGN_OUT,
    migrationID: "victim",
    confirmation: "nobody",
    token: "nobody",
  },
  "sign-out: the victim's ticket at another client": {
    ...SIGN_OUT,
    clientID: "other",
    migrationID: "victim",
    confirmation: "victim",
  },
  "sign-out: the victim's id, one's own token, ends one's own": {
    path: "/sign-out",
    migrationID: "victim",
    confirmation: "nobody",
    token: "attacker",
  },
  "sign-out: the victim's session, one's own token, ends one's own": {
    path: "/sign-out",
    sessionID: "victim",
    token: "attacker",
  },
  "exchange: one's own token with the victim's key and attempt": {
    path: "",
    token: "attacker",
    key: "victim",
    replaces: 1,
  },
  "replay after confirm, with its key": { ...REPLAY, token: "victim", key: "victim" },
  "replay after confirm, with another key": { ...REPLAY, token: "victim" },
  "replay after confirm, as one who lost the first": { ...REPLAY, token: "victim", replaces: 1 },
  "replay after confirm, by the attempt of now": { ...REPLAY, token: "victim", replaces: 2 },
  "replay after confirm, of a token refreshed since": { ...REPLAY, token: "victim, refreshed" },
  "replay after sign-out": {
    path: "",
    token: "victim",
    key: "victim",
    victimHas: "signed out",
    problem: "signed-out",
  },
  "replay after sign-out, of a token refreshed since": {
    path: "",
    token: "victim, refreshed",
    victimHas: "signed out",
    problem: "signed-out",
  },
};
