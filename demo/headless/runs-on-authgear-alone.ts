import { storedSessionID } from "./browser-storage.js";
import { firstAuthgearAnswer } from "./first-authgear-answer.js";
import { loadedParts } from "./loaded-parts.js";
import { observe, type Observation } from "./report.js";
import type { InstalledSession, Stage } from "./stage.js";

/** Opens the page once more after the migration is over. */
export async function runsOnAuthgearAlone(
  stage: Stage,
  session: InstalledSession,
): Promise<Observation<void>> {
  const { demo, page, network } = stage;
  network.clear();
  await firstAuthgearAnswer(stage, () => page.goto(`${demo.origins.app}/`));
  await network.silence(1_000);
  const parts = loadedParts(
    demo.files,
    network.sent.map(({ path }) => path),
  );
  const unneeded = parts.filter((part) => part !== "Authgear SDK");
  observe(unneeded.length === 0, `the page still loads the ${unneeded.join(", ")}`);
  const calls = network.sent.filter(
    ({ origin, path }) => origin === demo.origins.legacy || path.startsWith("/session-migration"),
  );
  observe(calls.length === 0, `the page still asks ${calls.map(({ path }) => path).join(", ")}`);
  const live = demo.outside.liveSessions();
  observe(live.length === 1 && live[0]?.id === session.id, `${live.length} live sessions at Authgear`);
  observe((await storedSessionID(page)) === session.id, "the browser holds another session now");
  const saw =
    "the API answers the Authgear user; no engine, no legacy SDK, 0 requests to the exchange or the legacy provider; 1 live session";
  return { saw, found: undefined };
}
