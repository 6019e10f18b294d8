import { expect } from "vitest";
import { EXCHANGE } from "../../journeys/routes.js";
import type { Fault } from "../../journeys/gate.js";
import { expectMoved, expectUntouched, finish } from "../expect-end.js";
import type { MatrixCase } from "../matrix-case.js";
import type { Stage } from "../stage.js";

interface BadAnswer {
  readonly what: string;
  readonly modes: string;
  readonly begin: (stage: Stage) => Fault[];
  readonly code: string;
  /** Sessions that the server made all the same. */
  readonly made?: 1;
}

const HTML = { type: "text/html", body: "<!doctype html><h1>Hello</h1>" };

const redirect = ({ world }: Stage, route: string, status: number): Fault =>
  world.gate.answer(route, {
    ...HTML,
    status,
    headers: { location: `${world.origins.legacy}/portal`, "access-control-allow-origin": "*" },
  });

const BAD_ANSWERS: readonly BadAnswer[] = [
  {
    what: "the exchange is behind a proxy that answers 503",
    modes: "X12",
    begin: ({ world }) => [world.gate.answer(EXCHANGE, { ...HTML, status: 503 })],
    code: "unexpected-answer",
  },
  {
    what: "the exchange answers HTML with 200",
    modes: "X5",
    begin: ({ world }) => [world.gate.answer(EXCHANGE, { ...HTML, status: 200 })],
    code: "unexpected-answer",
  },
  {
    what: "the exchange is redirected to another origin, body and all",
    modes: "X6",
    begin: (stage) => [redirect(stage, EXCHANGE, 307)],
    code: "network",
  },
  {
    what: "a captive portal has the whole network",
    modes: "X5 X6",
    begin: (stage) => [
      redirect(stage, `${EXCHANGE}*`, 302),
      redirect(stage, "* authgear/*", 302),
      redirect(stage, "POST legacy/revoke", 302),
    ],
    code: "network",
  },
  {
    what: "the connection is cut before the exchange",
    modes: "X7 L6",
    begin: ({ world }) => [world.gate.drop(EXCHANGE, "before")],
    code: "network",
  },
  {
    what: "the connection is cut in the middle of the reply",
    modes: "X1 X5",
    begin: ({ world }) => [world.gate.cut(EXCHANGE)],
    code: "network",
    made: 1,
  },
];

function keepsTheOldSession({ what, modes, begin, code, made }: BadAnswer): MatrixCase {
  return {
    name: `${what}: the old session is kept, and the next load moves it`,
    modes,
    async run(stage) {
      const { world } = stage;
      const { person, tab } = await stage.arrive();
      const faults = begin(stage);
      expect(await tab.visit()).toMatchObject({ status: "kept", reason: "try-later", code });
      await expectUntouched(stage, person, tab);
      expect(world.live(person.userID)).toHaveLength(made ?? 0);
      expect(world.gate.requests("* legacy/portal")).toEqual([]);
      for (const fault of faults) fault.lift();
      expect(await tab.visit()).toMatchObject({ status: "migrated", userID: person.userID });
      await finish(stage, tab);
      await expectMoved(stage, person, tab);
      expect(world.emulator.sessions({ userID: person.userID, all: true })).toHaveLength(1);
    },
  };
}

export const exchangeCases: readonly MatrixCase[] = BAD_ANSWERS.map(keepsTheOldSession);
