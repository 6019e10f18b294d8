import type { PageConfig } from "../page-config.js";
import { loadOldSDK } from "./load-old-sdk.js";

const NEW_KEY = "authgear_default_refreshToken";

export async function migrateBySample(config: PageConfig): Promise<void> {
  // 1. Read the token from the old SDK's storage.
  const stored = localStorage.getItem(`oidc.user:${config.legacy}:${config.legacyClientID}`);
  if (!stored || localStorage.getItem(NEW_KEY)) return;
  const { access_token: token } = JSON.parse(stored) as { access_token: string };
  // 2. Exchange it at our backend: it verifies the token, finds the user, creates a session.
  const answer = await fetch("/trial/guide-exchange", { method: "POST", body: JSON.stringify({ token }) });
  if (!answer.ok) throw new Error(`The exchange answered ${answer.status}`);
  const { refresh_token } = (await answer.json()) as { refresh_token: string };
  // 3. Put the new session where the new SDK looks for it.
  localStorage.setItem(NEW_KEY, refresh_token);
  // 4. The old session is not needed any more.
  const oldSDK = await loadOldSDK(config);
  await oldSDK.revokeTokens();
  await oldSDK.removeUser();
  // 5. Start again, now with the new one.
  location.reload();
  await new Promise(() => undefined);
}
