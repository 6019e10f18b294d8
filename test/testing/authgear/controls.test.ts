import { expect, test } from "vitest";
import { createTestProject, nodeID, PUBLIC_ORIGIN } from "./test-emulator.js";

test("disabling ends every session for good, enabling brings none back", async () => {
  const { emulator, createSession, refresh } = await createTestProject();
  const { id } = emulator.addUser({ email: "user@example.com" });
  const { refreshToken } = await createSession(id);
  emulator.disableUser(id, "test");
  expect(emulator.users()).toMatchObject([{ isDisabled: true }]);
  emulator.enableUser(id);
  expect(emulator.users()).toMatchObject([{ isDisabled: false }]);
  expect((await refresh(refreshToken)).status).toBe(400);
  expect(emulator.sessions({ all: true })).toMatchObject([{ revokedBy: "user-disabled", usable: false }]);
});

test("an account outside its valid period counts as disabled", async () => {
  const { emulator, clock, createSession, refresh } = await createTestProject();
  const { id } = emulator.addUser({ email: "user@example.com", accountValidUntil: clock.now + 1000 });
  const { refreshToken } = await createSession(id);
  expect((await refresh(refreshToken)).status).toBe(200);
  clock.now += 1000;
  expect(emulator.users()).toMatchObject([{ isDisabled: true }]);
  expect((await refresh(refreshToken)).status).toBe(400);
});

test("an anonymized user stays as a row without identities, a deleted one is gone", async () => {
  const { emulator, graphql } = await createTestProject();
  const anonymized = emulator.addUser({ email: "one@example.com" });
  const deleted = emulator.addUser({ email: "two@example.com" });
  emulator.anonymizeUser(anonymized.id);
  emulator.deleteUser(deleted.id);
  const query = "query($ids:[ID!]!){nodes(ids:$ids){... on User{isAnonymized isDisabled loginIDs{id}}}}";
  const ids = [anonymized, deleted].map(({ id }) => nodeID("User", id));
  expect((await graphql(query, { ids })).data).toEqual({
    nodes: [{ isAnonymized: true, isDisabled: true, loginIDs: [] }, null],
  });
  const lookUp = 'query{getUserByLoginID(loginIDKey:"email",loginIDValue:"one@example.com"){id}}';
  expect((await graphql(lookUp)).data).toEqual({ getUserByLoginID: null });
});

test("a password reset moves updatedAt of the password authenticator alone", async () => {
  const { emulator, graphql, clock } = await createTestProject();
  const { id } = emulator.addUser({ email: "user@example.com", password: "old" });
  clock.now += 5000;
  emulator.resetPassword(id);
  const query =
    "query($id:ID!){node(id:$id){... on User{authenticators{edges{node{type createdAt updatedAt}}}}}}";
  expect((await graphql(query, { id: nodeID("User", id) })).data).toEqual({
    node: {
      authenticators: {
        edges: [
          {
            node: {
              type: "PASSWORD",
              createdAt: "2026-11-21T12:00:00.000Z",
              updatedAt: "2026-11-21T12:00:05.000Z",
            },
          },
          {
            node: {
              type: "OOB_OTP_EMAIL",
              createdAt: "2026-11-21T12:00:00.000Z",
              updatedAt: "2026-11-21T12:00:00.000Z",
            },
          },
        ],
      },
    },
  });
});

test("signIn gives a session as the login page does", async () => {
  const { emulator, userinfo } = await createTestProject();
  const { id } = emulator.addUser({ email: "user@example.com" });
  const tokens = await emulator.signIn({ userID: id, clientID: "spa" });
  expect((await userinfo(tokens.accessToken)).status).toBe(200);
  expect(emulator.sessions()).toMatchObject([{ id: tokens.sessionID, createdBy: "authorization_code" }]);
});

test("the request log names what arrived and no token", async () => {
  const { emulator, createSession, refresh } = await createTestProject();
  const { id } = emulator.addUser({ email: "user@example.com" });
  const { refreshToken, accessToken } = await createSession(id);
  await refresh(refreshToken);
  await emulator.fetch(new Request(`${PUBLIC_ORIGIN}/oauth2/userinfo?access_token=${accessToken}`));
  expect(emulator.requests()).toMatchObject([
    { method: "POST", path: "/_api/admin/graphql", fields: ["createSession"], status: 200 },
    { method: "POST", path: "/oauth2/token", fields: [], grantType: "refresh_token", status: 200 },
    { method: "GET", path: "/oauth2/userinfo", status: 401 },
  ]);
  const log = JSON.stringify(emulator.requests());
  for (const token of [refreshToken, accessToken]) expect(log).not.toContain(token);
});

test("two emulators share nothing", async () => {
  const [one, two] = await Promise.all([createTestProject(), createTestProject()]);
  one.emulator.addUser({ email: "user@example.com" });
  one.emulator.fault({ on: "*", kind: "bad-gateway", times: Infinity });
  expect(two.emulator.users()).toEqual([]);
  expect((await two.token({})).status).toBe(400);
});
