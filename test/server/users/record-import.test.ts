import { describe, expect, it } from "vitest";
import type { ImportAccounts } from "../../../src/server/users/import-accounts.js";
import { readExchanges } from "../../testing/replay/exchanges.js";
import { recordImport, type ImportReport } from "../../../src/server/users/record-import.js";

const detail = (
  index: number,
  outcome: string,
  legacyID?: unknown,
  userID?: unknown,
): Record<string, unknown> => ({
  index,
  record: {
    email: `${index}@import.example`,
    ...(legacyID === undefined ? {} : { custom_attributes: { legacy_id: legacyID } }),
  },
  outcome,
  ...(userID === undefined ? {} : { user_id: userID }),
});

async function record(
  details: unknown[],
  taken: readonly string[] = [],
): Promise<{ report: ImportReport; recorded: unknown[] }> {
  const recorded: unknown[] = [];
  const accounts: ImportAccounts = {
    async record(account, authgearSub) {
      if (taken.includes(authgearSub)) return "taken";
      recorded.push({ ...account, authgearSub });
      return "recorded";
    },
  };
  const report = await recordImport({
    answer: { result: { id: "userimport_1", status: "completed", details } },
    verifier: { name: "legacy", issuer: "https://legacy.example" },
    attribute: "legacy_id",
    accounts,
  });
  return { report, recorded };
}

describe("recording an import", () => {
  it("records what was inserted, under the keys that the verifier will ask for", async () => {
    const { report, recorded } = await record([
      detail(0, "inserted", "auth0|1", "u1"),
      detail(1, "inserted", "auth0|2", "u2"),
    ]);
    expect(report).toEqual({ recorded: 2, unresolved: [] });
    expect(recorded).toEqual([
      { name: "legacy", issuer: "https://legacy.example", subject: "auth0|1", authgearSub: "u1" },
      { name: "legacy", issuer: "https://legacy.example", subject: "auth0|2", authgearSub: "u2" },
    ]);
  });

  it("does not take a record for inserted whose transaction failed at its end (Z4)", async () => {
    const errors = [{ name: "InternalError", reason: "UnexpectedError", code: 500 }];
    const { report, recorded } = await record([
      { ...detail(0, "inserted", "auth0|1", "u1"), errors },
      { ...detail(1, "inserted", "auth0|2", "u2"), errors: [], warnings: [{ message: "x" }] },
    ]);
    expect(report).toEqual({
      recorded: 1,
      unresolved: [{ index: 0, why: "failed", legacyID: "auth0|1", userID: "u1" }],
    });
    expect(recorded).toMatchObject([{ subject: "auth0|2", authgearSub: "u2" }]);
  });

  it.each(["skipped", "updated", "failed"])("leaves what was %s to a person (Z4)", async (outcome) => {
    const { report, recorded } = await record([detail(0, outcome, "auth0|1", "u1")]);
    expect(report).toEqual({
      recorded: 0,
      unresolved: [{ index: 0, why: outcome, legacyID: "auth0|1", userID: "u1" }],
    });
    expect(recorded).toEqual([]);
  });

  it("records neither of two records with one legacy id", async () => {
    const { report, recorded } = await record([
      detail(0, "inserted", "auth0|1", "u1"),
      detail(1, "inserted", "auth0|1", "u2"),
    ]);
    expect(report.unresolved.map(({ index, why }) => ({ index, why }))).toEqual([
      { index: 0, why: "repeated-legacy-id" },
      { index: 1, why: "repeated-legacy-id" },
    ]);
    expect(recorded).toEqual([]);
  });

  it("says where an account was taken, and goes on", async () => {
    const details = [detail(0, "inserted", "auth0|1", "u1"), detail(1, "inserted", "auth0|2", "u2")];
    const { report, recorded } = await record(details, ["u1"]);
    expect(report).toEqual({
      recorded: 1,
      unresolved: [{ index: 0, why: "taken", legacyID: "auth0|1", userID: "u1" }],
    });
    expect(recorded).toHaveLength(1);
  });

  it.each<[string, unknown, string]>([
    ["without legacy id", detail(0, "inserted", undefined, "u1"), "no-legacy-id"],
    ["with an empty legacy id", detail(0, "inserted", "", "u1"), "no-legacy-id"],
    ["with a legacy id that is a number", detail(0, "inserted", 7, "u1"), "no-legacy-id"],
    ["without user", detail(0, "inserted", "auth0|1"), "unexpected-answer"],
    ["of an unknown outcome", detail(0, "merged", "auth0|1", "u1"), "unexpected-answer"],
    ["that is no object", null, "unexpected-answer"],
  ])("does not guess for a record %s", async (_, one, why) => {
    const { report, recorded } = await record([one]);
    expect(report).toMatchObject({ recorded: 0, unresolved: [{ index: 0, why }] });
    expect(recorded).toEqual([]);
  });

  it.each([undefined, {}, { result: { status: "pending" } }, { result: { status: "completed" } }])(
    "refuses an answer that is not complete: %j",
    async (answer) => {
      const accounts: ImportAccounts = { record: () => expect.unreachable() };
      const verifier = { name: "legacy", issuer: "https://legacy.example" };
      await expect(recordImport({ answer, verifier, attribute: "legacy_id", accounts })).rejects.toThrow(
        /^"answer" /,
      );
    },
  );
});

describe("the answer of the real server", () => {
  it("is recorded as far as it inserted users with a legacy id", async () => {
    const answer = readExchanges().find(({ name }) => name === "import.completed")?.response.body;
    const recorded: unknown[] = [];
    const report = await recordImport({
      answer,
      verifier: { name: "legacy", issuer: "https://legacy.example" },
      attribute: "legacy_subject",
      accounts: {
        async record({ subject }) {
          recorded.push(subject);
          return "recorded";
        },
      },
    });
    expect(recorded).toEqual(["auth0|42"]);
    expect(report.recorded).toBe(1);
    expect(report.unresolved.map(({ index, why }) => [index, why])).toEqual([
      [1, "failed"],
      [2, "no-legacy-id"],
      [3, "failed"],
      [4, "no-legacy-id"],
    ]);
  });
});
