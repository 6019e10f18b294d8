import { asRecord } from "../as-record.js";
import { AuthgearUnavailable, type AuthgearSession, type AuthgearUser } from "./authgear-server.js";
import { readDeviceMark } from "./device-mark.js";
import { bareID } from "./node-id.js";

/** A page of `User.sessions`; `next` is the cursor of the page after it. */
export interface SessionPage {
  sessions: readonly AuthgearSession[];
  next?: string;
}

/** How far two timestamps of one transaction of Authgear can lie apart. */
const SAME_MOMENT_MS = 5000;

/** A user as the look-up documents read it, without its sessions. @throws AuthgearUnavailable `unexpected-answer` */
export function parseUser(value: unknown): AuthgearUser {
  const user = asRecord(value);
  const id = bareID("User", user.id);
  const createdAt = time(user.createdAt);
  if (id === undefined || createdAt === undefined || typeof user.isDisabled !== "boolean") throw unexpected();
  const changes = nodes(user.authenticators).map((node) => passwordChange(node, createdAt));
  const passwordChangedAt = Math.max(...changes, 0);
  const validFrom = time(user.accountValidFrom);
  return {
    id,
    isDisabled: user.isDisabled,
    customAttributes: asRecord(user.customAttributes),
    ...(passwordChangedAt === 0 ? {} : { passwordChangedAt }),
    ...(validFrom === undefined ? {} : { validFrom: validFrom / 1000 }),
  };
}

/** @throws AuthgearUnavailable `unexpected-answer` */
export function parseSessionPage(value: unknown): SessionPage {
  const connection = asRecord(asRecord(value).sessions);
  const sessions = nodes(connection).map(parseSession);
  const { hasNextPage, endCursor } = asRecord(connection.pageInfo);
  if (typeof hasNextPage !== "boolean") throw unexpected();
  if (!hasNextPage) return { sessions };
  if (typeof endCursor !== "string" || endCursor === "") throw unexpected();
  return { sessions, next: endCursor };
}

function parseSession(node: Readonly<Record<string, unknown>>): AuthgearSession {
  const id = bareID("Session", node.id);
  if (id === undefined) throw unexpected();
  const migrationID = readDeviceMark(node.applicationName);
  return {
    id,
    clientID: typeof node.clientID === "string" ? node.clientID : null,
    ...(migrationID === undefined ? {} : { migrationID }),
  };
}

/** Unix seconds of the last change of a password, 0 for any other authenticator and for the password the account began with. */
function passwordChange(node: Readonly<Record<string, unknown>>, accountMadeAt: number): number {
  if (node.type !== "PASSWORD") return 0;
  const createdAt = time(node.createdAt);
  const updatedAt = time(node.updatedAt);
  if (createdAt === undefined || updatedAt === undefined) throw unexpected();
  const untouched = updatedAt - createdAt < SAME_MOMENT_MS && createdAt - accountMadeAt < SAME_MOMENT_MS;
  return untouched ? 0 : Math.ceil(updatedAt / 1000);
}

function nodes(connection: unknown): Readonly<Record<string, unknown>>[] {
  const { edges } = asRecord(connection);
  if (!Array.isArray(edges)) throw unexpected();
  return edges.map((edge: unknown) => asRecord(asRecord(edge).node));
}

function time(value: unknown): number | undefined {
  const milliseconds = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

function unexpected(): AuthgearUnavailable {
  return new AuthgearUnavailable("unexpected-answer");
}
