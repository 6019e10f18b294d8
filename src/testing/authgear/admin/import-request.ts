import { ApiError, validationFailed } from "../http/api-error.js";
import type { ValidationCause } from "../http/api-error.js";
import { isJSONObject } from "../http/json-object.js";
import type { ImportIdentifier, ImportJob } from "../model/import-job.js";
import { parseJSONBody } from "./parse-json-body.js";

const IDENTIFIERS: readonly string[] = [
  "email",
  "phone_number",
  "preferred_username",
] satisfies ImportIdentifier[];

type ImportRequest = Pick<ImportJob, "upsert" | "identifier" | "records">;

/** Checks the request without looking into the records: an unknown key in one does not refuse the request. */
export function readImportRequest(body: string): ImportRequest | ApiError {
  const parsed = parseJSONBody(body);
  if (parsed instanceof ApiError) return parsed;
  const { upsert, identifier, records } = isJSONObject(parsed) ? parsed : {};
  const causes: ValidationCause[] = [];
  if (!isIdentifier(identifier))
    causes.push({ location: "/identifier", kind: "enum", details: { expected: IDENTIFIERS } });
  const objects = Array.isArray(records) ? records.filter(isJSONObject) : [];
  if (!Array.isArray(records))
    causes.push({ location: "/records", kind: "type", details: { expected: ["array"] } });
  else if (records.length === 0)
    causes.push({ location: "/records", kind: "minItems", details: { actual: 0, expected: 1 } });
  else if (objects.length < records.length)
    causes.push({ location: "/records", kind: "type", details: { expected: ["object"] } });
  if (causes.length > 0 || !isIdentifier(identifier)) return validationFailed("invalid request body", causes);
  const lacking = objects.findIndex((record) => record[identifier] === undefined);
  if (lacking >= 0) {
    const details = { expected: [identifier], missing: [identifier] };
    return validationFailed("invalid request body", [
      { location: `/records/${lacking}`, kind: "required", details },
    ]);
  }
  return { upsert: upsert === true, identifier, records: objects };
}

function isIdentifier(value: unknown): value is ImportIdentifier {
  return typeof value === "string" && IDENTIFIERS.includes(value);
}
