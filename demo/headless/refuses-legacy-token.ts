import { observe, type Observation } from "./report.js";
import type { LegacyTokens, Stage } from "./stage.js";

/** Tries the old tokens as a thief would who kept them. */
export async function refusesLegacyToken({ demo }: Stage, tokens: LegacyTokens): Promise<Observation<void>> {
  const status = await demo.outside.callAPI(tokens.accessToken);
  observe(status === 401, `the API answered ${status} to the legacy access token`);
  const refreshed = await demo.outside.refreshes(tokens.refreshToken);
  observe(!refreshed, "the legacy provider still takes the refresh token");
  return {
    saw: "the API answers 401 to the legacy access token, the provider refuses its refresh token",
    found: undefined,
  };
}
