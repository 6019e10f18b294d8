import { setTimeout } from "node:timers/promises";
import { importPKCS8, SignJWT } from "jose";
import { PEOPLE, type Person } from "../people.js";
import type { AdminKey } from "./admin-key.js";

export interface ImportOptions {
  /** Public origin of the project. */
  readonly endpoint: string;
  readonly projectID: string;
  readonly key: AdminKey;
  readonly fetch: typeof fetch;
}

/** An account that the import made: nobody who was there before counts. */
export interface ImportedPerson {
  readonly person: Person;
  /** Bare UUID. */
  readonly authgearUserID: string;
}

interface Job {
  readonly id: string;
  readonly details: readonly unknown[] | undefined;
}

/** Imports the accounts by Authgear's User Import API, as a project does before it moves its sessions. */
export async function importPeople(options: ImportOptions): Promise<readonly ImportedPerson[]> {
  const people = PEOPLE.filter(({ atAuthgear }) => atAuthgear !== "not imported");
  const records = people.map(({ email, name, atAuthgear }) => ({
    email,
    name,
    email_verified: true,
    disabled: atAuthgear === "disabled",
  }));
  const body = JSON.stringify({ identifier: "email", records });
  let job = await call(options, "", { method: "POST", body });
  while (!job.details) {
    await setTimeout(20);
    job = await call(options, `/${job.id}`);
  }
  return people.map((person, index) => ({ person, authgearUserID: insertedUserID(job.details?.[index]) }));
}

async function call(
  { endpoint, key, projectID, fetch }: ImportOptions,
  path: string,
  init?: RequestInit,
): Promise<Job> {
  const token = await new SignJWT()
    .setProtectedHeader({ alg: "RS256", kid: key.keyID, typ: "JWT" })
    .setAudience(projectID)
    .setIssuedAt()
    .setExpirationTime("5 minutes")
    .sign(await importPKCS8(key.privateKey, "RS256"));
  const response = await fetch(`${endpoint}/_api/admin/users/import${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  });
  const answer = record(await response.json())["result"];
  const { id, status, details } = record(answer);
  if (typeof id !== "string") throw new Error(`The import was refused with status ${response.status}`);
  return { id, details: status === "completed" && Array.isArray(details) ? details : undefined };
}

function insertedUserID(detail: unknown): string {
  const { outcome, user_id: id } = record(detail);
  if (outcome === "inserted" && typeof id === "string") return id;
  throw new Error(`An account was not imported: ${String(outcome)}`);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
