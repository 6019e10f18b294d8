import type { ConformanceCase } from "../conformance-case.js";
import { expectLive, expectProblem } from "../expect-answer.js";
import { demand } from "../nonconformance.js";

/** Section 3: what a credential is refused with. */
export const problemCases: readonly ConformanceCase[] = [
  {
    name: "a forged token is invalid-token",
    section: 3,
    level: 1,
    async run(bench) {
      const { key } = await bench.visitor();
      expectProblem(await bench.exchange("forged", key), "the exchange", "invalid-token");
    },
  },
  {
    name: "a token with one character changed is invalid-token",
    section: 3,
    level: 1,
    async run(bench) {
      const visitor = await bench.visitor();
      const at = Math.floor(visitor.token.length * 0.9);
      const other = visitor.token[at] === "A" ? "B" : "A";
      const changed = visitor.token.slice(0, at) + other + visitor.token.slice(at + 1);
      expectProblem(await bench.exchange(changed, visitor.key), "the exchange", "invalid-token");
      await expectLive(bench, visitor, 0);
    },
  },
  {
    name: "a token for another audience is invalid-token",
    section: 3,
    level: 1,
    async run(bench) {
      const visitor = await bench.visitor();
      const token = await bench.mint({ ...placeOf(visitor), wrongAudience: true });
      expectProblem(await bench.exchange(token, visitor.key), "the exchange", "invalid-token");
      await expectLive(bench, visitor, 0);
    },
  },
  {
    name: "an expired token is expired-token",
    section: 3,
    level: 1,
    async run(bench) {
      const visitor = await bench.visitor();
      const token = await bench.mint({ ...placeOf(visitor), expired: true });
      expectProblem(await bench.exchange(token, visitor.key), "the exchange", "expired-token");
      await expectLive(bench, visitor, 0);
    },
  },
  {
    name: "a problem repeats nothing that was sent",
    section: 3,
    level: 1,
    async run(bench) {
      const visitor = await bench.visitor();
      const token = await bench.mint({ ...placeOf(visitor), expired: true });
      const { text } = await bench.exchange(token, visitor.key);
      demand(!text.includes(token), "the legacy token stands in the problem");
      demand(!text.includes(visitor.key), "the idempotency key stands in the problem");
    },
  },
];

function placeOf({ session, subject }: { session: string; subject: string }): {
  session: string;
  subject: string;
} {
  return { session, subject };
}
