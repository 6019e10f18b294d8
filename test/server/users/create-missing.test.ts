import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { AuthgearServer } from "../../../src/server/authgear-admin/authgear-server.js";
import type { MigrationHandler } from "../../../src/server/handler.js";
import type { Ledger } from "../../../src/server/ledger/ledger.js";
import { byImport } from "../../../src/server/users/by-import.js";
import { byLoginID } from "../../../src/server/users/by-login-id.js";
import type { LegacyClaims } from "../../../src/server/verify/verifier.js";
import { createWorld, dyingAfter, heldBefore } from "../handler-under-test.js";
import { exchange, type Received } from "../requests.js";

const world = await createWorld();
const MAPPERS = {
  byImport: byImport({ createMissing: { attribute: "legacy_id" } }),
  byLoginID: byLoginID({ attribute: "legacy_id", createMissing: true }),
} as const;

let subject = "";
let email = "";
beforeEach(() => {
  world.emulator.clearFaults();
  subject = `legacy|${randomBytes(6).toString("hex")}`;
  email = `${randomBytes(6).toString("hex")}@example.com`;
  world.calls();
});

/** Another legacy session of a user whom Authgear does not know. */
const token = (claims: Partial<LegacyClaims> = {}): string => {
  const verified = { loginID: { key: "email", value: email } as const, emailVerified: true };
  return world.token({ subject, sub: "" }, { ...verified, ...claims });
};
const withEmail = (address = email) =>
  world.emulator.users().filter(({ standardAttributes }) => standardAttributes["email"] === address);
const subOf = ({ body }: Received): unknown => (body["user"] as { sub?: string } | undefined)?.sub;
const accounts = async () =>
  (await world.database.pool.query<Record<string, unknown>>("SELECT * FROM legacy_account")).rows;
const accountOf = async (sub: unknown) => (await accounts()).find(({ authgear_sub }) => authgear_sub === sub);

describe.each(["byImport", "byLoginID"] as const)("%s creates who is not there", (name) => {
  const mapUser = MAPPERS[name];
  const handler = world.instance({ mapUser });
  const dying = (side: "ledger" | "authgear", seam: string): [MigrationHandler, Promise<void>] => {
    const real: Ledger | AuthgearServer = side === "ledger" ? world.ledger : world.authgear;
    const { dying: copy, died } = dyingAfter(real, seam);
    return [world.instance({ mapUser, [side]: copy }), died];
  };

  test("with the verified address, the legacy id and no password, and records it", async () => {
    const answer = await exchange(handler, token());
    expect(answer.status).toBe(200);
    const [user, ...others] = withEmail();
    expect(others).toEqual([]);
    expect(user).toMatchObject({
      id: subOf(answer),
      isDisabled: false,
      customAttributes: { legacy_id: subject },
    });
    expect(world.calls()).toEqual([
      ...(name === "byLoginID" ? ["getUserByLoginID"] : []),
      "createUser",
      "updateUser",
      "createSession",
      "/oauth2/userinfo",
    ]);
    expect(await accountOf(user?.id)).toMatchObject({ source: "first-migration", created_mark: null });
  });

  test("and looks it up by two Admin calls from then on", async () => {
    const first = await exchange(handler, token());
    world.calls();
    expect(subOf(await exchange(handler, token()))).toBe(subOf(first));
    expect(world.calls()).toEqual(["node", "createSession", "/oauth2/userinfo"]);
  });

  test.each([
    ["the place is kept", "ledger", "reserveAccount"],
    ["createUser", "authgear", "createUser"],
    ["updateUser", "authgear", "setCustomAttributes"],
    ["the user is recorded", "ledger", "recordAccount"],
  ] as const)("once, also where the first request dies after %s (V15)", async (_, side, seam) => {
    const [mortal, died] = dying(side, seam);
    void exchange(mortal, token());
    await died;
    const answer = await exchange(handler, token());
    expect(answer.status).toBe(200);
    expect(withEmail()).toMatchObject([{ id: subOf(answer), customAttributes: { legacy_id: subject } }]);
    expect(await accountOf(subOf(answer))).toMatchObject({ created_mark: null });
  });

  test.each(["createUser", "updateUser"])("once, where the answer to %s is lost", async (on) => {
    world.emulator.fault({ on, kind: "drop-after" });
    expect((await exchange(handler, token())).problem).toBe("upstream-unavailable");
    const answer = await exchange(handler, token());
    expect(withEmail()).toMatchObject([{ id: subOf(answer), customAttributes: { legacy_id: subject } }]);
  });

  test("once, where four of its sessions come at once to two instances", async () => {
    const other = world.instance({ mapUser });
    const answers = await Promise.all([0, 1, 2, 3].map((n) => exchange(n % 2 ? handler : other, token())));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(withEmail().map(({ id }) => id)).toEqual([...new Set(answers.map(subOf))]);
  });

  test("once, where the second finds the user before the first is through with it", async () => {
    const slow = heldBefore(world.authgear, "setCustomAttributes");
    const first = exchange(world.instance({ mapUser, authgear: slow.held }), token());
    await slow.reached;
    const late = heldBefore(world.ledger, "reserveAccount");
    const second = exchange(world.instance({ mapUser, ledger: late.held }), token());
    await late.reached;
    slow.release();
    const { status } = await first;
    late.release();
    expect([status, subOf(await second)]).toEqual([200, withEmail()[0]?.id]);
  });

  test("also where the address has blanks around it and the first request died", async () => {
    const [mortal, died] = dying("authgear", "createUser");
    const loginID = { key: "email", value: ` ${email} ` } as const;
    void exchange(mortal, token({ loginID }));
    await died;
    const answer = await exchange(handler, token({ loginID }));
    expect(withEmail()).toMatchObject([{ id: subOf(answer) }]);
  });

  test("but never takes over a stranger who has the address (Z4)", async () => {
    const { id } = world.emulator.addUser({ email });
    expect((await exchange(handler, token())).problem).toBe("account-mismatch");
    expect(await accountOf(id)).toBeUndefined();
    expect(world.live({ subject, sub: id })).toEqual([]);
    expect(withEmail()).toMatchObject([{ id, customAttributes: {} }]);
  });

  test("nor makes a second user of an address that somebody has at an OAuth provider alone (Z4)", async () => {
    const { id } = world.emulator.addUser({ oauth: [{ alias: "google", subject, email }] });
    expect((await exchange(handler, token())).problem).toBe("account-mismatch");
    expect(withEmail()).toEqual([]);
    expect(world.live({ subject, sub: id })).toEqual([]);
  });

  test("nor one who took it after the place was kept (Z4)", async () => {
    const [mortal, died] = dying("ledger", "reserveAccount");
    void exchange(mortal, token());
    await died;
    const { id } = world.emulator.addUser({ email, accountValidFrom: Date.parse("2010-01-01T00:00:00Z") });
    expect((await exchange(handler, token())).problem).toBe("account-mismatch");
    expect(world.live({ subject, sub: id })).toEqual([]);
  });

  test("nor the user of another legacy account with the same address, even half made (Z4)", async () => {
    const [mortal, died] = dying("authgear", "createUser");
    void exchange(mortal, token());
    await died;
    const [user] = withEmail();
    const thief = { subject: `${subject}-thief`, sub: "" };
    const claims = { loginID: { key: "email", value: email } as const, emailVerified: true };
    expect((await exchange(handler, world.token(thief, claims))).problem).toBe("account-mismatch");
    const answer = await exchange(handler, token());
    expect(subOf(answer)).toBe(user?.id);
  });

  test("nobody where an import records the user while it begins", async () => {
    const { id } = world.emulator.addUser({ email: `imported-${email}` });
    const slow = heldBefore(world.ledger, "reserveAccount");
    const late = exchange(world.instance({ mapUser, ledger: slow.held }), token());
    await slow.reached;
    const { legacyAccounts } = await import("../../../src/server/ledger/legacy-accounts.js");
    const { SECRET, VERIFIER, ISSUER } = await import("../handler-under-test.js");
    const recorded = { name: VERIFIER, issuer: ISSUER, subject };
    await legacyAccounts({ ledger: world.ledger, secret: SECRET }).record(recorded, id);
    slow.release();
    expect(subOf(await late)).toBe(id);
    expect(withEmail()).toEqual([]);
  });

  test.each<[string, Partial<LegacyClaims>, string]>([
    ["an address that nobody verified", { emailVerified: false }, "account-mismatch"],
    ["a phone number", { loginID: { key: "phone", value: "+85291234567" } }, "user-not-found"],
    ["a user name", { loginID: { key: "username", value: "somebody" } }, "user-not-found"],
    ["an address that is none", { loginID: { key: "email", value: "nobody" } }, "user-not-found"],
  ])("nobody for %s", async (_, claims, problem) => {
    const before = world.emulator.users().length;
    const answer = await exchange(handler, token(claims));
    expect(answer.problem).toBe(name === "byImport" ? "user-not-found" : problem);
    expect(world.emulator.users()).toHaveLength(before);
  });
});

test.each([
  [() => byImport({ createMissing: true as never }), '"createMissing" is true'],
  [() => byImport({ createMissing: { attribute: "" } }), '"createMissing.attribute" is ""'],
  [() => byLoginID({ attribute: "a", createMissing: {} as never }), '"createMissing" is a value'],
])("a wrong option throws and is named", (build, message) => {
  expect(build).toThrow(TypeError);
  expect(build).toThrow(message);
});
