import { setTimeout } from "node:timers/promises";
import { PEOPLE } from "../people.js";
import type { AdminKey } from "./admin-key.js";
import { adminToken } from "./admin-token.js";

export interface ImportOptions {
  /** Public origin of the project. */
  readonly endpoint: string;
  readonly projectID: string;
  readonly key: AdminKey;
  readonly fetch: typeof fetch;
}

/** Custom attribute in which each imported account carries the legacy user id. */
export const LEGACY_ID = "legacy_id";

/** A completed import. */
export interface PeopleImport {
  /** As Authgear answered it: this is what the exchange records accounts from. */
  readonly answer: unknown;
  /** Authgear user ids (bare UUIDs) by legacy user id. */
  readonly userIDs: ReadonlyMap<string, string>;
}

interface Job {
  readonly id: string;
  readonly details: readonly unknown[] | undefined;
  readonly answer: unknown;
}

const PATIENCE_MS = 10_000;

/** Imports the accounts by Authgear's User Import API, as a project does before it moves its sessions. */
export async function importPeople(options: ImportOptions): Promise<PeopleImport> {
  const records = PEOPLE.filter(({ atAuthgear }) => atAuthgear !== "not imported").map((person) => ({
    email: person.email,
    email_verified: true,
    name: person.name,
    disabled: person.atAuthgear === "disabled",
    custom_attributes: { [LEGACY_ID]: person.id },
  }));
  const deadline = Date.now() + PATIENCE_MS;
  const body = JSON.stringify({ identifier: "email", records });
  let job = await call(options, "", { method: "POST", body });
  while (!job.details) {
    if (Date.now() > deadline) throw new Error("The import did not complete");
    await setTimeout(20);
    job = await call(options, `/${job.id}`);
  }
  return { answer: job.answer, userIDs: new Map(job.details.map(accountOf)) };
}

async function call(
  { endpoint, fetch, ...access }: ImportOptions,
  path: string,
  init?: RequestInit,
): Promise<Job> {
  const response = await fetch(`${endpoint}/_api/admin/users/import${path}`, {
    ...init,
    headers: { authorization: `Bearer ${await adminToken(access)}`, "content-type": "application/json" },
  });
  const answer: unknown = await response.json();
  const { id, status, details } = record(record(answer)["result"]);
  if (typeof id !== "string") throw new Error(`The import was refused with status ${response.status}`);
  return { id, details: status === "completed" && Array.isArray(details) ? details : undefined, answer };
}

function accountOf(detail: unknown): [legacyID: string, userID: string] {
  const { outcome, user_id: userID, record: imported } = record(detail);
  const legacyID = record(record(imported)["custom_attributes"])[LEGACY_ID];
  if (outcome === "inserted" && typeof userID === "string" && typeof legacyID === "string")
    return [legacyID, userID];
  throw new Error(`An account was not imported: ${String(outcome)}`);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
