import type { JSONObject } from "../http/json-object.js";

export type ImportIdentifier = "email" | "phone_number" | "preferred_username";

/** One record's result, in the form of the wire. */
export interface ImportDetail {
  index: number;
  record: JSONObject;
  outcome: "inserted" | "updated" | "skipped" | "failed";
  user_id?: string;
  warnings?: { message: string }[];
  errors?: JSONObject[];
}

/** A user import: tasks of 100 records, one after the other. Times in milliseconds. */
export interface ImportJob {
  id: string;
  createdAt: number;
  completedAt: number | undefined;
  upsert: boolean;
  identifier: ImportIdentifier;
  records: JSONObject[];
  details: ImportDetail[];
}
