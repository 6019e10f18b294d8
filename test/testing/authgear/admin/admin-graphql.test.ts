import { expect, test } from "vitest";
import { createTestProject, nodeID, PUBLIC_ORIGIN } from "../test-emulator.js";

const LOOK_UP =
  "query($key:String!,$value:String!){getUserByLoginID(loginIDKey:$key,loginIDValue:$value){id}}";

test("an error rolls the users back but not the sessions", async () => {
  const { emulator, graphql, createSession, refresh } = await createTestProject();
  const { id } = emulator.addUser({ email: "user@example.com" });
  const before = await createSession(id);
  const reply = await graphql(
    `
      mutation ($id: ID!) {
        createUser(input: { definition: { loginID: { key: "email", value: "new@example.com" } } }) {
          user {
            id
          }
        }
        updateUser(input: { userID: $id, customAttributes: { legacy_subject: "1" } }) {
          user {
            id
          }
        }
        made: createSession(input: { userID: $id, clientID: "spa_short" }) {
          refreshToken
        }
        revokeAllSessions(input: { userID: "x" }) {
          user {
            id
          }
        }
      }
    `,
    { id: nodeID("User", id) },
  );
  expect(reply).toMatchObject({ data: null, errors: [{ message: "invalid user ID" }] });
  expect(emulator.users()).toMatchObject([{ id, customAttributes: {} }]);
  expect(emulator.sessions()).toMatchObject([
    { clientID: "spa", usable: true },
    { clientID: "spa_short", usable: false },
  ]);
  expect((await refresh(before.refreshToken)).status).toBe(200);
});

test("five mutation fields are served, in order", async () => {
  const { emulator, graphql } = await createTestProject();
  const create = (n: number): string =>
    `u${n}: createUser(input:{definition:{loginID:{key:"username",value:"user${n}"}}}){user{id standardAttributes}}`;
  const reply = await graphql(`mutation{${[1, 2, 3, 4, 5].map(create).join(" ")}}`);
  expect(reply.errors).toBeUndefined();
  expect(emulator.users().map(({ standardAttributes }) => standardAttributes["preferred_username"])).toEqual([
    "user1",
    "user2",
    "user3",
    "user4",
    "user5",
  ]);
});

test.each([
  ["a phone number with spaces", { phone: "+85251234567" }, "phone", "+852 5123 4567"],
  ["a user name in capitals", { username: "Jane" }, "username", "JANE"],
  ["an e-mail domain in capitals", { email: "jane@example.com" }, "email", "jane@EXAMPLE.COM"],
  ["full-width letters", { email: "jane@example.com" }, "email", "ｊａｎｅ@example.com"],
])("a look-up finds %s", async (_, user, key, value) => {
  const { emulator, graphql } = await createTestProject();
  const { id } = emulator.addUser(user);
  expect((await graphql(LOOK_UP, { key, value })).data).toEqual({
    getUserByLoginID: { id: nodeID("User", id) },
  });
});

test("dots and case count as the project says", async () => {
  const { emulator, graphql } = await createTestProject({
    emailLoginID: { caseSensitive: true, ignoreDotSign: true },
  });
  emulator.addUser({ email: "Jane.Doe@example.com" });
  expect((await graphql(LOOK_UP, { key: "email", value: "JaneDoe@example.com" })).data).not.toEqual({
    getUserByLoginID: null,
  });
  expect((await graphql(LOOK_UP, { key: "email", value: "jane.doe@example.com" })).data).toEqual({
    getUserByLoginID: null,
  });
});

test("a standard attribute finds login IDs and OAuth identities, several at once", async () => {
  const { emulator, graphql } = await createTestProject();
  const first = emulator.addUser({ email: "jane@example.com" });
  const second = emulator.addUser({ oauth: [{ alias: "google", subject: "42", email: "jane@example.com" }] });
  const byAttribute =
    'query{getUsersByStandardAttribute(attributeName:"email",attributeValue:"jane@example.com"){id}}';
  expect((await graphql(byAttribute)).data).toEqual({
    getUsersByStandardAttribute: [first, second].map(({ id }) => ({ id: nodeID("User", id) })),
  });
  const byOAuth =
    'query{getUserByOAuth(oauthProviderAlias:"google",oauthProviderUserID:"42"){id oauthConnections{type claims}}}';
  expect((await graphql(byOAuth)).data).toMatchObject({ getUserByOAuth: { id: nodeID("User", second.id) } });
});

test("a look-up compares values alone: the key only says how to read them", async () => {
  const { emulator, graphql } = await createTestProject();
  const { id } = emulator.addUser({ email: "jane@example.com" });
  expect((await graphql(LOOK_UP, { key: "username", value: "Jane@Example.com" })).data).toEqual({
    getUserByLoginID: { id: nodeID("User", id) },
  });
});

test("a value that cannot be a standard attribute is refused", async () => {
  const { graphql } = await createTestProject();
  const reply = await graphql(
    'query{getUsersByStandardAttribute(attributeName:"phone_number",attributeValue:"12"){id}}',
  );
  expect(reply).toMatchObject({
    data: null,
    errors: [{ message: "invalid attributeValue", extensions: { reason: "GetUsersInvalidArgument" } }],
  });
});

const CREATE_USER =
  "mutation($definition:IdentityDefinition!){createUser(input:{definition:$definition}){user{id}}}";

test("createUser refuses an address that somebody has at an OAuth provider", async () => {
  const { emulator, graphql } = await createTestProject();
  emulator.addUser({ oauth: [{ alias: "google", subject: "42", email: "jane@example.com" }] });
  const definition = { loginID: { key: "email", value: "Jane@example.com" } };
  expect((await graphql(CREATE_USER, { definition })).errors).toMatchObject([
    {
      message: "identity already exists",
      extensions: { info: { IdentityTypeExisting: "oauth", cause: { kind: "DuplicatedIdentity" } } },
    },
  ]);
  expect(emulator.users()).toHaveLength(1);
});

test.each([
  ["exactly 1 field must be present in identity definition", {}],
  ["login ID key & value is required", { loginID: { key: "email", value: "" } }],
  ["login ID key & value is required", { loginID: { key: "", value: "x" } }],
])("createUser answers %s", async (message, definition) => {
  const { graphql } = await createTestProject();
  const extensions = { errorName: "Invalid", reason: "Invalid" };
  expect((await graphql(CREATE_USER, { definition })).errors).toMatchObject([{ message, extensions }]);
});

test("createIdentity adds a login ID, and refuses one that somebody has", async () => {
  const { emulator, graphql } = await createTestProject();
  const { id } = emulator.addUser({ email: "jane@example.com" });
  emulator.addUser({ username: "taken" });
  const mutation =
    'mutation($id:ID!,$value:String!){createIdentity(input:{userID:$id,definition:{loginID:{key:"username",value:$value}}}){identity{type claims}}}';
  expect((await graphql(mutation, { id: nodeID("User", id), value: "jane" })).data).toMatchObject({
    createIdentity: { identity: { type: "LOGIN_ID", claims: { preferred_username: "jane" } } },
  });
  expect((await graphql(mutation, { id: nodeID("User", id), value: "Taken" })).errors).toMatchObject([
    {
      message: "identity already exists",
      extensions: { reason: "InvariantViolated", info: { cause: { kind: "DuplicatedIdentity" } } },
    },
  ]);
});

test("padded and standard-alphabet node IDs do not decode", async () => {
  const { emulator, graphql } = await createTestProject();
  const { id } = emulator.addUser({ email: "jane@example.com" });
  const ask = async (node: string): Promise<unknown> =>
    (await graphql("query($id:ID!){node(id:$id){id}}", { id: node })).data?.["node"];
  const good = nodeID("User", id);
  expect(await ask(good)).toEqual({ id: good });
  expect(await ask(`${good}==`)).toBeNull();
  expect(await ask(nodeID("Session", id))).toBeNull();
  expect(await ask(id)).toBeNull();
});

test("an unknown operation name and a token from the future are refused", async () => {
  const { emulator, adminToken, graphql, clock } = await createTestProject();
  const later = await adminToken({ iat: clock.now / 1000 + 301 });
  const request = (token: string): Request =>
    new Request(`${PUBLIC_ORIGIN}/_api/admin/graphql`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/graphql" },
      body: "{viewer:__typename}",
    });
  expect((await emulator.fetch(request(later))).status).toBe(403);
  expect(await (await emulator.fetch(request(await adminToken()))).json()).toEqual({
    data: { viewer: "Query" },
  });
  const elsewhere = request(await adminToken());
  const unknownHost = new Request("http://other.localhost/_api/admin/graphql", elsewhere);
  const reply = await emulator.fetch(unknownHost);
  expect([reply.status, await reply.text()]).toEqual([404, "app not found\n"]);
  expect((await graphql("query a{viewer:__typename} query b{viewer:__typename}")).data).toBeNull();
});

test("an administrator's revocation is audited, and a revoked session is not a node any more", async () => {
  const { emulator, graphql, createSession } = await createTestProject();
  const { id } = emulator.addUser({ email: "jane@example.com" });
  const { refreshToken } = await createSession(id);
  const session = nodeID("Session", refreshToken.split(".")[0] ?? "");
  expect((await graphql("query($id:ID!){node(id:$id){__typename}}", { id: session })).data).toEqual({
    node: { __typename: "Session" },
  });
  await graphql("mutation($id:ID!){revokeSession(input:{sessionID:$id}){user{id}}}", { id: session });
  expect((await graphql("query($id:ID!){node(id:$id){__typename}}", { id: session })).data).toEqual({
    node: null,
  });
  expect(emulator.auditLog().map(({ activityType }) => activityType)).toEqual([
    "ADMIN_API_MUTATION_CREATE_SESSION_EXECUTED",
    "ADMIN_API_MUTATION_REVOKE_SESSION_EXECUTED",
    "USER_SESSION_TERMINATED",
  ]);
});
