import type { ConformanceCase } from "../conformance-case.js";
import type { Bench } from "../bench.js";
import { expectLegacy, expectLive, expectProblem, migrated, ticketOf } from "../expect-answer.js";
import { randomText } from "../random-text.js";

/** Section 2: sign-out. */
export const signOutCases: readonly ConformanceCase[] = [
  {
    name: "sign-out by confirmation ends the session for good, as often as it is asked",
    section: 2,
    level: 2,
    async run(bench) {
      const { visitor, reply } = await migrated(bench);
      for (const time of ["sign-out", "sign-out again"]) {
        expectLegacy(await bench.signOut(ticketOf(reply)), time);
        await expectLive(bench, visitor, 0);
      }
      await staysOut(bench, visitor.token, visitor.key);
      await expectLive(bench, visitor, 0);
    },
  },
  {
    name: "sign-out by the legacy credential, even an expired one, ends the session",
    section: 2,
    level: 2,
    async run(bench) {
      const { visitor } = await migrated(bench);
      const { session, subject } = visitor;
      const expired = await bench.mint({ session, subject, expired: true });
      expectLegacy(await bench.signOut({ subject_token: expired }), "sign-out");
      await expectLive(bench, visitor, 0);
      await staysOut(bench, visitor.token, visitor.key);
    },
  },
  {
    name: "sign-out before any exchange leaves nothing to exchange",
    section: 2,
    level: 2,
    async run(bench) {
      const visitor = await bench.visitor();
      expectLegacy(await bench.signOut({ subject_token: visitor.token }), "sign-out");
      await staysOut(bench, visitor.token, visitor.key);
      await expectLive(bench, visitor, 0);
    },
  },
  {
    name: "sign-out after confirm ends the session too",
    section: 2,
    level: 2,
    async run(bench) {
      const { visitor, reply } = await migrated(bench);
      expectLegacy(await bench.confirm(ticketOf(reply)), "confirm");
      expectLegacy(await bench.signOut(ticketOf(reply)), "sign-out");
      await expectLive(bench, visitor, 0);
      expectProblem(await bench.confirm(ticketOf(reply)), "confirm after sign-out", "signed-out");
    },
  },
  {
    name: "sign-out with the confirmation of another migration ends nothing",
    section: 2,
    level: 2,
    async run(bench) {
      const [mine, other] = [await migrated(bench), await migrated(bench)];
      const foreign = { ...ticketOf(mine.reply), confirmation: other.reply.confirmation };
      expectProblem(await bench.signOut(foreign), "sign-out", "session-mismatch");
      await expectLive(bench, mine.visitor, 1);
      await expectLive(bench, other.visitor, 1);
    },
  },
  {
    name: "sign-out with a token that is forged or for another audience ends nothing",
    section: 2,
    level: 2,
    async run(bench) {
      const { visitor } = await migrated(bench);
      const { session, subject } = visitor;
      const foreign = await bench.mint({ session, subject, wrongAudience: true });
      for (const subject_token of [foreign, randomText(32)]) {
        expectProblem(await bench.signOut({ subject_token }), "sign-out", "invalid-token");
      }
      await expectLive(bench, visitor, 1);
    },
  },
];

async function staysOut(bench: Bench, token: string, key: string): Promise<void> {
  for (const one of [key, randomText(16)]) {
    expectProblem(await bench.exchange(token, one), "an exchange after sign-out", "signed-out");
  }
}
