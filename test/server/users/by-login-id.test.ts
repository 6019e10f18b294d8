import { describe, expect, it } from "vitest";
import { byLoginID } from "../../../src/server/users/by-login-id.js";
import type { LegacyClaims } from "../../../src/server/verify/verifier.js";
import { CLAIMS, mapping, USER } from "./fake-authgear.js";

const map = byLoginID({ attribute: "legacy_id" });
const MISMATCH = { refuse: "account-mismatch" };

describe("a legacy user found by login id", () => {
  it("is recorded, by one Admin query", async () => {
    const { context, queries, claimed } = mapping({ user: USER, sessions: true });
    expect(await map(CLAIMS, context)).toBe(USER);
    expect(queries).toEqual([{ loginID: { key: "email", value: "user@example.com" }, sessions: true }]);
    expect(claimed).toEqual([USER.id]);
  });

  it("is asked for by the recorded id from then on, by one Admin query", async () => {
    const { context, queries, claimed } = mapping({
      user: { ...USER, customAttributes: {} },
      recorded: USER.id,
    });
    expect(await map(CLAIMS, context)).toMatchObject({ id: USER.id });
    expect(queries).toEqual([{ id: USER.id, sessions: false }]);
    expect(claimed).toEqual([]);
  });

  it("is refused without a verified e-mail address, before any query (Z4)", async () => {
    for (const emailVerified of [false, undefined]) {
      const { emailVerified: _, ...claims } = CLAIMS;
      const { context, queries } = mapping({ user: USER });
      expect(await map(emailVerified === undefined ? claims : { ...claims, emailVerified }, context)).toEqual(
        MISMATCH,
      );
      expect(queries).toEqual([]);
    }
  });

  it.each<[string, Record<string, unknown>]>([
    ["is missing", {}],
    ["is empty", { legacy_id: "" }],
    ["holds another id", { legacy_id: "auth0|2" }],
    ["holds the id as a prefix", { legacy_id: "auth0|11" }],
    ["holds a number", { legacy_id: 1 }],
    ["holds a list", { legacy_id: ["auth0|1"] }],
    ["has another name", { Legacy_ID: "auth0|1" }],
  ])("is refused where the attribute %s (Z4, V13)", async (_, customAttributes) => {
    const { context, claimed } = mapping({ user: { ...USER, customAttributes, isDisabled: true } });
    expect(await map(CLAIMS, context)).toEqual(MISMATCH);
    expect(claimed).toEqual([]);
  });

  it.each([
    ["", { legacy_id: "" }],
    [undefined, {}],
    [null, { legacy_id: null }],
  ])("is refused where the legacy id is %j", async (id, customAttributes) => {
    const nameless = byLoginID({ attribute: "legacy_id", legacyID: () => id as string });
    expect(await nameless(CLAIMS, mapping({ user: { ...USER, customAttributes } }).context)).toEqual(
      MISMATCH,
    );
  });

  it("is refused where the user belongs to another legacy account", async () => {
    expect(await map(CLAIMS, mapping({ user: USER, taken: true }).context)).toEqual(MISMATCH);
  });

  it.each([
    ["user-unusable", { isDisabled: true }],
    ["interaction-required", { passwordChangedAt: 1001 }],
  ])("is not recorded while %s", async (refuse, change) => {
    const { context, claimed } = mapping({ user: { ...USER, ...change } });
    expect(await map(CLAIMS, context)).toMatchObject({ refuse });
    expect(claimed).toEqual([]);
  });

  it("is not found without login id, or where nobody has it (V2)", async () => {
    const { loginID: _, ...claims } = CLAIMS;
    expect(await map(claims, mapping({ user: USER }).context)).toEqual({ refuse: "user-not-found" });
    expect(await map(CLAIMS, mapping({}).context)).toEqual({ refuse: "user-not-found" });
  });

  it("may be told by a user name, which nobody verifies, since the attribute decides", async () => {
    const claims: LegacyClaims = {
      ...CLAIMS,
      loginID: { key: "username", value: "user" },
      emailVerified: false,
    };
    expect(await map(claims, mapping({ user: USER }).context)).toBe(USER);
  });

  it("may carry an id that names its provider", async () => {
    const byIssuer = byLoginID({
      attribute: "legacy_id",
      legacyID: ({ issuer, subject }) => `${issuer}#${subject}`,
    });
    const customAttributes = { legacy_id: "https://legacy.example#auth0|1" };
    expect(await byIssuer(CLAIMS, mapping({ user: { ...USER, customAttributes } }).context)).toMatchObject({
      id: USER.id,
    });
    expect(await byIssuer(CLAIMS, mapping({ user: USER }).context)).toEqual(MISMATCH);
  });

  it.each([{}, { attribute: "" }, { attribute: 7 }, { attribute: "a", legacyID: "sub" }])(
    "needs a usable attribute: %j",
    (options) => {
      expect(() => byLoginID(Object.assign({ attribute: "" }, options) as never)).toThrow(
        /^"(attribute|legacyID)" is /,
      );
    },
  );
});
