import { expect, test } from "vitest";
import { exchange, send } from "../requests.js";
import { attackRange, CANARY } from "./attack-range.js";
import { SENT_ATTACKS } from "./sent-attacks.js";

const { world, fresh, forge, harmless } = await attackRange();
const victim = await world.addUser();
const { handler, fetched } = fresh();

test.each(Object.entries(SENT_ATTACKS))("%s makes no session", async (_, { sent, status, problem }) => {
  const headers = { Cookie: `sid=${CANARY}`, Authorization: `Bearer ${CANARY}`, ...sent.headers };
  const secrets = sent.headers?.["Idempotency-Key"] ? [sent.headers["Idempotency-Key"]] : [];
  const answer = await harmless(() => send(handler, { ...sent, headers }), { secrets });
  expect([answer.status, answer.problem, fetched()]).toEqual([status, problem, 0]);
  expect(world.logs).toMatchObject([{ outcome: problem }]);
});

test("the request that nobody changed makes a session", async () => {
  expect((await exchange(handler, await forge(victim))).status).toBe(200);
});
