import { eagerPaths, loadedParts } from "./loaded-parts.js";
import { observe, type Observation } from "./report.js";
import type { Stage } from "./stage.js";

/** Nothing may happen for this long before the page counts as done, in milliseconds. */
const SILENCE = 1_500;

/** Opens the new app version in a profile that never had a session. */
export async function visitorPaysNothing({ demo, page, network, opened }: Stage): Promise<Observation<void>> {
  await page.goto(`${demo.origins.app}/`);
  await network.silence(SILENCE);
  const eager = eagerPaths(demo.files);
  const extra = network.sent.filter(({ origin, path }) => origin !== demo.origins.app || !eager.has(path));
  observe(
    extra.length === 0,
    `it also asked for ${extra.map(({ origin, path }) => origin + path).join(", ")}`,
  );
  const parts = loadedParts(
    demo.files,
    network.sent.map(({ path }) => path),
  );
  observe(parts.length === 0, `it loaded the ${parts.join(", ")}`);
  observe(opened.length === 0, `it opened the database ${opened.join(", ")}`);
  const saw = `0 requests besides the page's ${eager.size} eager files, no legacy SDK, no engine, 0 databases opened`;
  return { saw, found: undefined };
}
