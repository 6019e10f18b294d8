import { ApiError, apiErrorCode } from "../http/api-error.js";
import type { JSONObject } from "../http/json-object.js";
import type { ImportDetail, ImportJob } from "../model/import-job.js";
import type { World } from "../model/world.js";
import { importRecord } from "./import-record.js";

const TASK_SIZE = 100;

/** Does the import tasks that are due on the emulator's clock: one of 100 records per `taskMs`. */
export function runImports(world: World): void {
  for (const job of world.imports.values()) runTasks(world, job);
}

function runTasks(world: World, job: ImportJob): void {
  while (job.completedAt === undefined) {
    const tasksDone = Math.ceil(job.details.length / TASK_SIZE);
    const due = job.createdAt + (tasksDone + 1) * world.settings.importTaskMs;
    if (world.now() < due) return;
    const start = job.details.length;
    for (const [offset, record] of job.records.slice(start, start + TASK_SIZE).entries()) {
      job.details.push(runRecord(world, job, record, start + offset));
    }
    if (job.details.length === job.records.length) job.completedAt = due;
  }
}

/** Each record is its own transaction: one that fails leaves nothing behind, and the others go on. */
function runRecord(world: World, job: ImportJob, record: JSONObject, index: number): ImportDetail {
  const redacted = redact(record);
  try {
    return { index, record: redacted, ...importRecord(world, job, record) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { errorName: name, reason, message, info } = error;
    return {
      index,
      record: redacted,
      outcome: "failed",
      errors: [{ name, reason, message, code: apiErrorCode(error), info }],
    };
  }
}

/** Secrets never come back in a status answer. */
function redact(record: JSONObject): JSONObject {
  const copy = structuredClone(record);
  hide(copy["password"], "password_hash");
  const mfa = copy["mfa"];
  if (typeof mfa === "object" && mfa !== null) {
    hide("password" in mfa ? mfa.password : undefined, "password_hash");
    hide("totp" in mfa ? mfa.totp : undefined, "secret");
  }
  return copy;
}

function hide(holder: unknown, key: string): void {
  if (typeof holder === "object" && holder !== null && key in holder)
    Object.assign(holder, { [key]: "REDACTED" });
}
