import { describe, expect, it } from "vitest";
import { AuthgearUnavailable } from "../../../src/server/authgear-admin/authgear-server.js";
import { byImport } from "../../../src/server/users/by-import.js";
import { CLAIMS, mapping, USER } from "./fake-authgear.js";

const map = byImport();

describe("a legacy user who was imported", () => {
  it("is the recorded Authgear user, by one Admin query", async () => {
    const { context, queries, claimed } = mapping({ user: USER, recorded: USER.id, sessions: true });
    expect(await map(CLAIMS, context)).toBe(USER);
    expect(queries).toEqual([{ id: USER.id, sessions: true }]);
    expect(claimed).toEqual([]);
  });

  it("is nobody else, whatever the e-mail address says (Z4)", async () => {
    const { context, queries } = mapping({ user: USER });
    expect(await map(CLAIMS, context)).toEqual({ refuse: "user-not-found" });
    expect(queries).toEqual([]);
  });

  it("is not found once deleted at Authgear", async () => {
    const { context } = mapping({ user: null, recorded: USER.id });
    expect(await map(CLAIMS, context)).toEqual({ refuse: "user-not-found" });
  });

  it("is unusable while disabled (V3)", async () => {
    const { context } = mapping({
      user: { ...USER, isDisabled: true, passwordChangedAt: 9999 },
      recorded: USER.id,
    });
    expect(await map(CLAIMS, context)).toEqual({ refuse: "user-unusable" });
  });

  it.each<[string, number | undefined, number, boolean]>([
    ["before the log-in", 1000, 999, true],
    ["in the second of the log-in", 1000, 1000, true],
    ["after the log-in", 1000, 1001, false],
    ["at some time, the log-in being of unknown time", undefined, 1, false],
  ])("whose password was changed %s", async (_, authTime, passwordChangedAt, good) => {
    const user = { ...USER, passwordChangedAt };
    const { authTime: __, ...claims } = CLAIMS;
    const { context } = mapping({ user, recorded: USER.id });
    const result = await map(authTime === undefined ? claims : { ...claims, authTime }, context);
    const refusal = { refuse: "interaction-required", reason: "login", loginHint: "user@example.com" };
    expect(result).toEqual(good ? user : refusal);
  });

  it("is not judged while Authgear does not answer", async () => {
    const { context } = mapping({ recorded: USER.id });
    context.authgear.userByID = () => Promise.reject(new AuthgearUnavailable("timeout"));
    await expect(map(CLAIMS, context)).rejects.toMatchObject({ name: "AuthgearUnavailable" });
  });
});
