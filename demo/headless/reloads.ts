import { storedSessionID } from "./browser-storage.js";
import { firstAuthgearAnswer } from "./first-authgear-answer.js";
import { observe, type Observation } from "./report.js";
import type { InstalledSession, Stage } from "./stage.js";

/** Reloads at once: the session must have reached the disk, and nothing may be exchanged twice. */
export async function reloads(stage: Stage, session: InstalledSession): Promise<Observation<void>> {
  const { demo, page, network } = stage;
  network.clear();
  await firstAuthgearAnswer(stage, () => page.reload());
  const exchanges = network.to(demo.origins.app, "/session-migration").length;
  observe(exchanges === 0, `${exchanges} more requests to the exchange`);
  observe((await storedSessionID(page)) === session.id, "the browser holds another session now");
  const live = demo.outside.liveSessions();
  observe(live.length === 1 && live[0]?.id === session.id, `${live.length} live sessions at Authgear`);
  const saw =
    "still signed in, the API answers the Authgear user, 0 requests to the exchange, the same 1 live session";
  return { saw, found: undefined };
}
