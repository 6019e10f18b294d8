import { IDEMPOTENCY_KEY_HEADER, PROTOCOL } from "../../../protocol/wire.js";
import type { Bench, Sent, Visitor } from "../bench.js";
import type { ConformanceCase } from "../conformance-case.js";
import { expectLive, expectProblem } from "../expect-answer.js";
import { randomText } from "../random-text.js";
import { demand } from "../nonconformance.js";

type Change = (visitor: Visitor, bench: Bench) => Sent;

const withKey =
  (key: string | readonly string[] | null): Change =>
  () => ({
    headers: { [IDEMPOTENCY_KEY_HEADER]: key },
  });
const withMembers =
  (members: object): Change =>
  ({ token }, { clientID }) => ({
    body: { protocol: PROTOCOL, client_id: clientID, subject_token: token, ...members },
  });

/** Sections 1 and 2: what is no request of this protocol. */
export const requestCases: readonly ConformanceCase[] = [
  mistake("another content type is 415", 1, { status: 415 }, () => ({
    headers: { "Content-Type": "text/plain" },
  })),
  mistake("a body above 32 KB is 413", 1, { status: 413 }, withMembers({ padding: "x".repeat(33 * 1024) })),
  mistake("a body that is no JSON is invalid-request", 1, {}, () => ({ body: "{" })),
  mistake("a body that is no object is invalid-request", 1, {}, () => ({ body: "[]" })),
  {
    name: "another protocol version is unsupported-protocol",
    section: 1,
    level: 1,
    async run(bench) {
      const visitor = await bench.visitor();
      for (const protocol of [2, "1", undefined]) {
        const answer = await bench.exchange(visitor.token, visitor.key, { protocol });
        expectProblem(answer, `protocol ${JSON.stringify(protocol) ?? "left out"}`, "unsupported-protocol");
      }
      await expectLive(bench, visitor, 0);
    },
  },
  mistake(
    "subject_token of another type is named",
    1,
    { field: "subject_token" },
    withMembers({ subject_token: 1 }),
  ),
  mistake("replaces of another type is named", 1, { field: "replaces" }, withMembers({ replaces: "1" })),
  mistake(
    "an exchange without a credential is invalid-request",
    2,
    {},
    withMembers({ subject_token: undefined }),
  ),
  mistake("an exchange without Idempotency-Key is invalid-request", 2, {}, withKey(null)),
  mistake("a short Idempotency-Key is invalid-request", 2, {}, withKey("short")),
  mistake(
    "two Idempotency-Key headers are invalid-request",
    2,
    {},
    withKey([randomText(16), randomText(16)]),
  ),
  mistake("a confirm that nothing authorises is invalid-request", 2, {}, ofPath("/confirm"), 2),
  mistake("a sign-out that nothing authorises is invalid-request", 2, {}, ofPath("/sign-out"), 2),
];

function ofPath(path: "/confirm" | "/sign-out"): Change {
  return (_, { clientID }) => ({ path, body: { protocol: PROTOCOL, client_id: clientID } });
}

/** A healthy exchange but for one thing, which is answered with `invalid-request`. */
function mistake(
  name: string,
  section: 1 | 2,
  { status, field }: { status?: number; field?: string },
  change: Change,
  level: 1 | 2 = 1,
): ConformanceCase {
  return {
    name,
    section,
    level,
    async run(bench) {
      const visitor = await bench.visitor();
      const { path = "", headers = {}, body } = change(visitor, bench);
      const healthy = { protocol: PROTOCOL, client_id: bench.clientID, subject_token: visitor.token };
      const answer = await bench.send({
        path,
        headers: { [IDEMPOTENCY_KEY_HEADER]: visitor.key, ...headers },
        body: body ?? healthy,
      });
      expectProblem(answer, "the request", "invalid-request");
      demand(answer.status === (status ?? 400), `status ${status ?? 400} expected, ${answer.status} came`);
      demand(field === undefined || answer.body.field === field, `"field" must be ${field ?? ""}`);
      await expectLive(bench, visitor, 0);
    },
  };
}
