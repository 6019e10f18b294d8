import { PASSWORD, type Person } from "../people.js";
import { storedLegacyTokens } from "./browser-storage.js";
import { observe, type Observation } from "./report.js";
import type { LegacyTokens, Stage } from "./stage.js";
import { until } from "./until.js";

/** Uses the old app version as its user did: the provider's own login page, then back. */
export async function signInAtLegacy(stage: Stage, person: Person): Promise<Observation<LegacyTokens>> {
  const { demo, page, network } = stage;
  const { app, legacy } = demo.origins;
  await page.goto(`${app}/v1/`);
  await page.click("#sign-in");
  await page.waitForURL((url) => url.origin === legacy && url.pathname.startsWith("/login/"));
  await page.fill("#email", person.email);
  await page.fill("#password", PASSWORD);
  await page.click("button[type=submit]");
  await page.waitForURL((url) => url.origin === app);
  const tokens = await until(
    () => storedLegacyTokens(page, legacy),
    5_000,
    "no legacy session in the browser",
  );
  // The page goes on by calling its API: the next phase begins when that is over.
  await page.waitForSelector("#notes li");
  const [redeemed] = network.to(legacy, "/token");
  observe(redeemed?.form?.has("code_verifier") === true, "the code was not redeemed with PKCE");
  const owner = await demo.outside.introspect(tokens.accessToken);
  observe(owner === person.id, `introspection says ${owner ?? "not active"} instead of ${person.id}`);
  const status = await demo.outside.callAPI(tokens.accessToken);
  observe(status === 200, `the API answered ${status} to the legacy token`);
  const saw = `${person.email} filled the form; introspection: active, ${owner}; the API takes the legacy token`;
  return { saw, found: tokens };
}
