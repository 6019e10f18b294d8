import { expect, test } from "vitest";
import { at, createTestProject, nodeID } from "../test-emulator.js";

test("a list is paged by cursors in Relay's form, and one that is none is passed over", async () => {
  const { emulator, graphql, createSession } = await createTestProject();
  const { id } = emulator.addUser({ email: "jane@example.com" });
  for (let n = 0; n < 3; n++) await createSession(id);
  const page = async (after?: string): Promise<unknown> => {
    const query =
      "query($id:ID!,$after:String){node(id:$id){...on User{sessions(first:2,after:$after){edges{cursor} pageInfo{hasNextPage hasPreviousPage startCursor endCursor}}}}}";
    const { data } = await graphql(query, { id: nodeID("User", id), after });
    return at(data, "node", "sessions");
  };
  const cursor = (n: number): string => Buffer.from(`arrayconnection:${n}`).toString("base64");
  const pageInfo = {
    hasNextPage: true,
    hasPreviousPage: false,
    startCursor: cursor(0),
    endCursor: cursor(1),
  };
  const first = { edges: [{ cursor: cursor(0) }, { cursor: cursor(1) }], pageInfo };
  expect(await page()).toEqual(first);
  expect(await page("nonsense")).toEqual(first);
  expect(await page(cursor(1))).toMatchObject({
    edges: [{ cursor: cursor(2) }],
    pageInfo: { hasNextPage: false },
  });
  expect(await page(cursor(9))).toEqual({
    edges: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: "", endCursor: "" },
  });
});

test("sessions are listed by their last use, and those of third parties are not", async () => {
  const { emulator, graphql, clock, createSession, userinfo } = await createTestProject();
  const { id } = emulator.addUser({ email: "jane@example.com" });
  const older = await createSession(id, "spa");
  clock.now += 1000;
  await createSession(id, "spa_short");
  await emulator.signIn({ userID: id, clientID: "third" });
  clock.now += 1000;
  await userinfo(older.accessToken);
  const query = "query($id:ID!){node(id:$id){...on User{sessions{edges{node{clientID}}}}}}";
  expect((await graphql(query, { id: nodeID("User", id) })).data).toEqual({
    node: { sessions: { edges: [{ node: { clientID: "spa" } }, { node: { clientID: "spa_short" } }] } },
  });
});
