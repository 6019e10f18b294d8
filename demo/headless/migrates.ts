import type { Person } from "../people.js";
import { storedSessionID } from "./browser-storage.js";
import { firstAuthgearAnswer } from "./first-authgear-answer.js";
import { observe, type Observation } from "./report.js";
import type { InstalledSession, Stage } from "./stage.js";

const EXCHANGE = "/session-migration";

/** Opens the new app version in the browser that holds the legacy session. */
export async function migrates(stage: Stage, person: Person): Promise<Observation<InstalledSession>> {
  const { demo, page, network } = stage;
  network.clear();
  const started = performance.now();
  const api = await firstAuthgearAnswer(stage, () => page.goto(`${demo.origins.app}/`));
  const exchanges = network.to(demo.origins.app, EXCHANGE);
  observe(exchanges.length === 1, `${exchanges.length} requests to the exchange instead of 1`);
  const [exchange] = exchanges;
  observe(exchange?.status === 200, `the exchange answered ${exchange?.status ?? "nothing"}`);
  // Whatever was answered before the app called its API could have been waited for.
  const waitedFor = network.sent.filter(
    ({ path, answeredAt = Infinity }) =>
      answeredAt < api.sentAt && path !== "/" && !path.startsWith("/assets/"),
  );
  observe(
    waitedFor.length === 1 && waitedFor[0] === exchange,
    `${waitedFor.length} round trips before the app went on: ${waitedFor.map(({ path }) => path).join(", ")}`,
  );
  const { answeredAt = Number.NaN } = exchange;
  const session = await installedSession(stage, person);
  const total = Math.round(api.answeredAt - started);
  const trip = Math.round(answeredAt - exchange.sentAt);
  const saw = `1 exchange (${trip} ms), then the API answered the Authgear user ${total} ms after the page was opened; 1 live session, ledger: issued`;
  return { saw, found: { ...session, answeredAt } };
}

async function installedSession(
  { demo, page }: Stage,
  person: Person,
): Promise<Pick<InstalledSession, "id" | "userID">> {
  const userID = demo.authgearUserID(person);
  const id = await storedSessionID(page);
  const live = demo.outside.liveSessions();
  observe(live.length === 1, `${live.length} live sessions at Authgear instead of 1`);
  observe(id !== undefined && live[0]?.id === id, "the browser holds another session than Authgear");
  observe(userID !== undefined && live[0].userID === userID, "the session belongs to another user");
  const rows = await demo.outside.ledger();
  const [row] = rows;
  observe(
    rows.length === 1 && row?.state === "issued",
    `ledger: ${rows.map(({ state }) => state).join() || "empty"}`,
  );
  observe(row.authgearSession === id && row.authgearUserID === userID, "the ledger names another session");
  return { id, userID };
}
