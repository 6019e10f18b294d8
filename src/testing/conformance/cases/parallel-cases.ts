import type { ProblemType } from "../../../protocol/problem.js";
import type { Bench, Visitor } from "../bench.js";
import type { ConformanceCase } from "../conformance-case.js";
import { expectLegacy, expectLive, expectProblem, expectSession } from "../expect-answer.js";
import { demand } from "../nonconformance.js";
import { randomText } from "../random-text.js";

const POSTS = 20;
/** What may be told to those who come second; the last two by a limit of the implementation's own. */
const SECOND: readonly ProblemType[] = ["in-progress", "key-lost", "rate-limited", "upstream-unavailable"];

/** Section 6: several requests at once. */
export const parallelCases: readonly ConformanceCase[] = [
  {
    name: `${POSTS} parallel exchanges with one key make one session`,
    section: 6,
    level: 2,
    async run(bench) {
      const visitor = await bench.visitor();
      await atOnce(bench, visitor, () => visitor.key);
    },
  },
  {
    name: `${POSTS} parallel exchanges with a key each make one session`,
    section: 6,
    level: 2,
    async run(bench) {
      const visitor = await bench.visitor();
      await atOnce(bench, visitor, () => randomText(16));
    },
  },
  {
    name: "a sign-out beside exchanges in flight wins",
    section: 6,
    level: 2,
    async run(bench) {
      const visitor = await bench.visitor();
      const { token, key } = visitor;
      const [signedOut] = await Promise.all([
        bench.signOut({ subject_token: token }),
        ...Array.from({ length: 4 }, () => bench.exchange(token, key)),
      ]);
      expectLegacy(signedOut, "sign-out");
      expectProblem(await bench.exchange(token, key), "an exchange afterwards", "signed-out");
      await expectLive(bench, visitor, 0);
    },
  },
];

async function atOnce(bench: Bench, visitor: Visitor, key: () => string): Promise<void> {
  const posts = Array.from({ length: POSTS }, () => bench.exchange(visitor.token, key()));
  const answers = await Promise.all(posts);
  const given = answers.filter(({ status }) => status === 200).map((answer) => expectSession(answer));
  demand(given.length > 0, `none of ${POSTS} parallel exchanges got a session`);
  const held = new Set(given.map(({ session }) => session.refresh_token));
  demand(held.size === 1, `${held.size} different sessions were given away`);
  for (const answer of answers.filter(({ status }) => status !== 200)) {
    expectProblem(answer, "one of the others", ...SECOND);
  }
  await expectLive(bench, visitor, 1);
}
