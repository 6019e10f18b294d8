import { ApiError } from "../http/api-error.js";
import type { Incoming } from "../http/incoming.js";
import { apiErrorResponse, json, text } from "../http/responses.js";
import type { ImportJob } from "../model/import-job.js";
import type { World } from "../model/world.js";
import { authenticateAdmin } from "./admin-authentication.js";
import { takeImportQuota } from "./import-quota.js";
import { readImportRequest } from "./import-request.js";
import { randomToken } from "../model/random-token.js";

const KEPT_MS = 24 * 60 * 60 * 1000;
const MAX_BYTES = 500_000;

/**
 * `POST /_api/admin/users/import` (contract section 6): accepted whole or refused whole; the records are
 * judged later.
 */
export async function adminStartImport(world: World, incoming: Incoming): Promise<Response> {
  if (!(await authenticateAdmin(world, incoming.headers.get("authorization"))))
    return text("Forbidden\n", 403);
  const contentType = incoming.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(contentType)) {
    return text(`invalid content type: ${contentType}\n`, 415);
  }
  if (new TextEncoder().encode(incoming.body).byteLength > MAX_BYTES) {
    const tooLarge = new ApiError("RequestEntityTooLarge", "JSONTooLarge", "request body too large", {
      limit: MAX_BYTES,
    });
    return apiErrorResponse(tooLarge);
  }
  const request = readImportRequest(incoming.body);
  if (request instanceof ApiError) return apiErrorResponse(request);
  const overQuota = takeImportQuota(world, request.records.length);
  if (overQuota) return apiErrorResponse(overQuota);
  const job: ImportJob = {
    ...request,
    id: `userimport_${randomToken()}`,
    createdAt: world.now(),
    completedAt: undefined,
    details: [],
  };
  world.imports.set(job.id, job);
  return json({ result: head(job) });
}

/** `GET /_api/admin/users/import/{id}`: `pending` or `completed`, for 24 hours. */
export async function adminImportStatus(world: World, incoming: Incoming): Promise<Response> {
  if (!(await authenticateAdmin(world, incoming.headers.get("authorization"))))
    return text("Forbidden\n", 403);
  const job = world.imports.get(incoming.path.slice(incoming.path.lastIndexOf("/") + 1));
  if (!job || world.now() >= job.createdAt + KEPT_MS) {
    return apiErrorResponse(new ApiError("NotFound", "TaskNotFound", "task not found"));
  }
  if (job.completedAt === undefined) return json({ result: head(job) });
  const count = (outcome: string): number =>
    job.details.filter((detail) => detail.outcome === outcome).length;
  const summary = {
    total: job.records.length,
    inserted: count("inserted"),
    updated: count("updated"),
    skipped: count("skipped"),
    failed: count("failed"),
  };
  const completed_at = new Date(job.completedAt).toISOString();
  return json({ result: { ...head(job), completed_at, summary, details: job.details } });
}

function head({ id, createdAt, completedAt }: ImportJob): Record<string, string> {
  return {
    id,
    created_at: new Date(createdAt).toISOString(),
    status: completedAt === undefined ? "pending" : "completed",
  };
}
