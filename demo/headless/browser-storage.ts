import type { Page } from "playwright-core";
import { APP_CLIENT_ID } from "../legacy/provider.js";
import type { LegacyTokens } from "./stage.js";

/** Where oidc-client-ts keeps a session. */
function legacyKey(legacy: string): string {
  return `oidc.user:${legacy}:${APP_CLIENT_ID}`;
}

/** The legacy session in this browser, as the legacy SDK wrote it. */
export async function storedLegacyTokens(page: Page, legacy: string): Promise<LegacyTokens | undefined> {
  const text = await read(page, legacyKey(legacy));
  if (text === null) return undefined;
  const stored: unknown = JSON.parse(text);
  if (typeof stored !== "object" || stored === null) return undefined;
  const { access_token: accessToken, refresh_token: refreshToken } = {
    access_token: 0,
    refresh_token: 0,
    ...stored,
  };
  return typeof accessToken === "string" && typeof refreshToken === "string"
    ? { accessToken, refreshToken }
    : undefined;
}

/** Id of the session that the Authgear SDK keeps in this browser: the refresh token up to its dot. */
export async function storedSessionID(page: Page): Promise<string | undefined> {
  return (await read(page, "authgear_default_refreshToken"))?.split(".")[0];
}

function read(page: Page, key: string): Promise<string | null> {
  return page.evaluate((name) => localStorage.getItem(name), key);
}
