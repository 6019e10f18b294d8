import { asRecord } from "../as-record.js";
import { checkText } from "../wrong-option.js";
import type { ImportAccounts } from "./import-accounts.js";

export interface RecordImportOptions {
  /** Answer of `GET /_api/admin/users/import/{id}`, parsed, with or without its `result` wrapper (contract section 6). */
  answer: unknown;
  /** The verifier whose subjects the import carried: its `name` and `issuer`. */
  verifier: { name: string; issuer: string };
  /** Custom attribute in which each record carried the legacy user id. */
  attribute: string;
  accounts: ImportAccounts;
}

/** A record that a person has to look at. */
export interface UnresolvedImport {
  /** Place of the record in the import, from 0. */
  index: number;
  /**
   * The outcome that Authgear reported, or why an inserted record could not be recorded: `no-legacy-id`, `repeated-legacy-id` (none of
   * its records is recorded), `taken` (the legacy id or the user already belongs to another).
   */
  why:
    "skipped" | "updated" | "failed" | "no-legacy-id" | "repeated-legacy-id" | "taken" | "unexpected-answer";
  legacyID?: string;
  /** Authgear user id, where Authgear named one. */
  userID?: string;
}

export interface ImportReport {
  recorded: number;
  unresolved: readonly UnresolvedImport[];
}

interface ImportDetail {
  index: number;
  outcome: unknown;
  legacyID?: string;
  userID?: string;
}

/**
 * Records the users that an import really inserted. A skipped or updated record says only that somebody already had this e-mail address,
 * not that it is the same person: those are returned for a person to decide (Z4). May be run again on the same answer.
 * @throws TypeError if the answer is not the answer of a completed import, or an option is missing.
 */
export async function recordImport(options: RecordImportOptions): Promise<ImportReport> {
  const attribute = checkText(
    "attribute",
    options.attribute,
    "name the custom attribute that holds the legacy user id",
  );
  const name = checkText("verifier.name", options.verifier.name, "give the name of the verifier");
  const issuer = checkText("verifier.issuer", options.verifier.issuer, "give the issuer of the verifier");
  const details = readDetails(options.answer, attribute);
  const uses = new Map<string, number>();
  for (const { legacyID = "" } of details) uses.set(legacyID, (uses.get(legacyID) ?? 0) + 1);
  const unresolved: UnresolvedImport[] = [];
  let recorded = 0;
  for (const { outcome, ...detail } of details) {
    const why = objection(outcome, detail, uses);
    if (why === undefined && detail.legacyID !== undefined && detail.userID !== undefined) {
      const result = await options.accounts.record({ name, issuer, subject: detail.legacyID }, detail.userID);
      if (result === "recorded") recorded++;
      else unresolved.push({ ...detail, why: "taken" });
    } else {
      unresolved.push({ ...detail, why: why ?? "unexpected-answer" });
    }
  }
  return { recorded, unresolved };
}

function readDetails(answer: unknown, attribute: string): ImportDetail[] {
  const result = asRecord(asRecord(answer).result ?? answer);
  if (result.status !== "completed" || !Array.isArray(result.details)) {
    throw new TypeError(
      '"answer" is not the answer of a completed import: wait until its status is "completed"',
    );
  }
  return result.details.map((value: unknown, position) => {
    const { index, outcome, record, user_id, errors } = asRecord(value);
    const legacyID = asRecord(asRecord(record).custom_attributes)[attribute];
    return {
      index: typeof index === "number" ? index : position,
      // The outcome is written before the transaction ends, and stays when that fails.
      outcome: Array.isArray(errors) && errors.length > 0 ? "failed" : outcome,
      ...(typeof legacyID === "string" && legacyID !== "" ? { legacyID } : {}),
      ...(typeof user_id === "string" && user_id !== "" ? { userID: user_id } : {}),
    };
  });
}

function objection(
  outcome: unknown,
  detail: Omit<ImportDetail, "outcome">,
  uses: ReadonlyMap<string, number>,
): UnresolvedImport["why"] | undefined {
  if (outcome === "skipped" || outcome === "updated" || outcome === "failed") return outcome;
  if (outcome !== "inserted" || detail.userID === undefined) return "unexpected-answer";
  if (detail.legacyID === undefined) return "no-legacy-id";
  return uses.get(detail.legacyID) === 1 ? undefined : "repeated-legacy-id";
}
