import { expect, test } from "vitest";
import { adminProject } from "./admin-project.js";

const { authgear, emulator } = await adminProject();
const VALID_FROM = 1_000_000_123;
const email = (value: string) => ({ loginID: { key: "email", value }, validFrom: VALID_FROM });
const created = async (value: string) => {
  const user = await authgear.createUser(email(value));
  if (typeof user === "string") throw new Error(user);
  return user;
};

test("a new user has the login id, no password, and the mark that only who asks is told", async () => {
  const user = await created("new@example.com");
  expect(user).toEqual({ id: expect.any(String) as string, isDisabled: false, customAttributes: {} });
  const loginID = { key: "email", value: "new@example.com" };
  expect(await authgear.userByLoginID(loginID, { sessions: false })).toEqual(user);
  const asked = await authgear.userByLoginID(loginID, { sessions: true, validFrom: true });
  expect(asked).toEqual({ ...user, validFrom: VALID_FROM, sessions: [] });
});

test("who has no start of a valid period has no mark", async () => {
  emulator.addUser({ email: "old@example.com" });
  const loginID = { key: "email", value: "old@example.com" };
  const user = await authgear.userByLoginID(loginID, { sessions: false, validFrom: true });
  expect(user).not.toHaveProperty("validFrom");
});

test("a login id that somebody has, and one that is none, are told apart from faults", async () => {
  await created("taken@example.com");
  expect(await authgear.createUser(email("Taken@example.com"))).toBe("taken");
  expect(await authgear.createUser(email("not an address"))).toBe("unusable");
});

test("custom attributes are set whole, and arrive as they are (Z8)", async () => {
  const { id } = await created("attributes@example.com");
  const attributes = { legacy_id: 'a"}){id}}', other: "x" };
  expect((await authgear.setCustomAttributes(id, attributes)).customAttributes).toEqual(attributes);
  expect((await authgear.setCustomAttributes(id, { other: "y" })).customAttributes).toEqual({ other: "y" });
});

test("an attribute that the project does not have, which Authgear drops without a word, is no success", async () => {
  const { id } = await created("dropped@example.com");
  const user = {
    id: Buffer.from(`User:${id}`).toString("base64url"),
    isDisabled: false,
    createdAt: "2026-01-01T00:00:00Z",
    customAttributes: { other: "x" },
    authenticators: { edges: [] },
  };
  const response = (): Response => Response.json({ data: { updateUser: { user } } });
  emulator.fault({ on: "updateUser", kind: "answer", response });
  await expect(authgear.setCustomAttributes(id, { other: "x", legacy_id: "1" })).rejects.toMatchObject({
    why: "unknown-attribute",
    retryAfter: 300,
  });
});

const failing = (extensions: object | undefined, message = "no"): void => {
  const body = {
    data: null,
    errors: [{ message, locations: [], ...(extensions && { extensions, path: [] }) }],
  };
  emulator.fault({ on: "createUser", kind: "answer", response: () => Response.json(body) });
};

test.each([
  ["an unknown key", { reason: "InvariantViolated", info: { cause: { kind: "InvalidLoginIDKey" } } }, 300],
  ["a hook", { reason: "HookDisallowed" }, 300],
  ["anything else", { reason: "Forbidden" }, 300],
  ["a fault", undefined, 30],
] as const)("%s is Authgear's fault, not the visitor's", async (name, extensions, retryAfter) => {
  failing(extensions, "unexpected error");
  const why = {
    "an unknown key": "unknown-login-id-key",
    "a hook": "hook-refused",
    "a fault": "unexpected-error",
  };
  await expect(authgear.createUser(email("x@example.com"))).rejects.toMatchObject({
    why: name === "anything else" ? "refused" : why[name],
    retryAfter,
  });
});

test("a user who is gone is no answer", async () => {
  await expect(authgear.setCustomAttributes(crypto.randomUUID(), {})).rejects.toMatchObject({
    why: "refused",
  });
});
