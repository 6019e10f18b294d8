import { IDEMPOTENCY_KEY_HEADER, MIGRATION_HEADER, PROTOCOL } from "../../../protocol/wire.js";
import type { Bench, Sent } from "../bench.js";
import type { ConformanceCase } from "../conformance-case.js";
import { expectLive, expectProblem } from "../expect-answer.js";
import { demand } from "../nonconformance.js";

const FOREIGN = "https://foreign.invalid";

/** Section 1: who may ask at all. */
export const guardCases: readonly ConformanceCase[] = [
  refusal("a foreign origin is refused", () => ({ headers: { Origin: FOREIGN } })),
  refusal("the origin null is refused", () => ({ headers: { Origin: "null" } })),
  refusal("a request without an origin is refused", () => ({ headers: { Origin: null } })),
  refusal("an origin that only begins like a registered one is refused", ({ origin }) => ({
    headers: { Origin: `${origin}.foreign.invalid` },
  })),
  refusal("a cross-site request is refused", () => ({ headers: { "Sec-Fetch-Site": "cross-site" } })),
  refusal("a request without Authgear-Migration is refused", () => ({
    headers: { [MIGRATION_HEADER]: null },
  })),
  refusal("a client that does not list the origin is refused", () => ({}), "conformance-unknown-client"),
  {
    name: "another method than POST is refused",
    section: 1,
    level: 1,
    async run(bench) {
      expectProblem(await bench.send({ method: "GET" }), "GET", "forbidden-origin");
    },
  },
  {
    name: "confirm and sign-out refuse a foreign origin too",
    section: 1,
    level: 1,
    async run(bench) {
      for (const path of ["/confirm", "/sign-out"] as const) {
        const body = { protocol: PROTOCOL, client_id: bench.clientID };
        const answer = await bench.send({ path, headers: { Origin: FOREIGN }, body });
        expectProblem(answer, path, "forbidden-origin");
      }
    },
  },
];

/** A healthy exchange but for one thing: no session, and no page may read the answer. */
function refusal(name: string, change: (bench: Bench) => Sent, client?: string): ConformanceCase {
  return {
    name,
    section: 1,
    level: 1,
    async run(bench) {
      const visitor = await bench.visitor();
      const { headers = {} } = change(bench);
      const answer = await bench.send({
        headers: { [IDEMPOTENCY_KEY_HEADER]: visitor.key, ...headers },
        body: { protocol: PROTOCOL, client_id: client ?? bench.clientID, subject_token: visitor.token },
      });
      expectProblem(answer, "the exchange", "forbidden-origin");
      demand(!answer.headers.has("Access-Control-Allow-Origin"), "a refusal must not carry CORS headers");
      await expectLive(bench, visitor, 0);
    },
  };
}
