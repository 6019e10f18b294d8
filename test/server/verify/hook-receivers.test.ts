import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signHook } from "../../../src/server/verify/hook-signature.js";
import { hookVerifier } from "../../../src/server/verify/hook-verifier.js";
import type { LegacyCredential, VerifyPurpose, VerifyResult } from "../../../src/server/verify/verifier.js";
import { LANGUAGES, startReceiver, type RunningReceiver } from "./hook-receivers.js";

const SECRET = "a secret of the tests that is shared with the receiver";
const ISSUER = "https://app.example";

const TITLED = LANGUAGES.map((language) => ({
  ...language,
  title: language.installed ? language.name : `${language.name} (skipped: it is not installed)`,
}));

describe.each(TITLED)("the receiver in $title", (language) => {
  const skipped = !language.installed;
  let receiver: RunningReceiver;

  beforeAll(async () => {
    if (language.installed) receiver = await startReceiver(language, SECRET);
  }, 120_000);
  afterAll(() => receiver?.stop());

  const ask = (
    credential: LegacyCredential,
    secret = SECRET,
    purpose: VerifyPurpose = "exchange",
  ): Promise<VerifyResult> =>
    hookVerifier({
      name: "hook",
      issuer: ISSUER,
      url: receiver.url,
      secret,
      cookie: "__Host-sid",
      tokens: true,
    }).verify(credential, { purpose, signal: new AbortController().signal });

  /** A signed request, before something goes wrong on its way. */
  const send = async (change: { seconds?: number; path?: string; body?: string }): Promise<number> => {
    const url = new URL(receiver.url);
    const timestamp = String(Math.floor(Date.now() / 1000) + (change.seconds ?? 0));
    const body = JSON.stringify({ credential: { token: "known" }, purpose: "exchange" });
    const message = { method: "POST", path: url.pathname + url.search, timestamp, body };
    const signature = await signHook(new TextEncoder().encode(SECRET), message);
    const response = await fetch(new URL(change.path ?? receiver.url, url), {
      method: "POST",
      headers: { "Authgear-Migration-Timestamp": timestamp, "Authgear-Migration-Signature": signature },
      body: change.body ?? body,
    });
    await response.arrayBuffer();
    return response.status;
  };

  const answer = (): Record<string, unknown> => {
    const now = Math.floor(Date.now() / 1000);
    const times = { auth_time: now - 60, issued_at: now - 30, expires_at: now + 600 };
    return { active: true, issuer: ISSUER, subject: "user-1", session_id: "s-1", ...times };
  };

  it.skipIf(skipped)("says whose session a token or a cookie is", async () => {
    await receiver.know("known", answer());
    await receiver.know("cookie-value", { ...answer(), session_id: "s-2" });
    expect(await ask({ token: "known" })).toMatchObject({
      ok: true,
      claims: { subject: "user-1", sessionId: "s-1" },
    });
    const cookie = "theme=dark; __Host-sid=cookie-value";
    expect(await ask({ cookie })).toMatchObject({ ok: true, claims: { sessionId: "s-2" } });
    expect(await ask({ token: "unknown" })).toMatchObject({ problem: "invalid-token", why: "unknown" });
  });

  it.skipIf(skipped)("refuses another secret", async () => {
    const other = "another secret, of the same length or not, who knows";
    expect(await ask({ token: "known" }, other)).toMatchObject({
      problem: "upstream-unavailable",
      why: "hook-401",
    });
  });

  it.skipIf(skipped)("refuses a stale and a future time, a changed body and another path", async () => {
    await receiver.know("known", answer());
    expect(await send({})).toBe(200);
    expect(await send({ seconds: -290 })).toBe(200);
    expect(await send({ seconds: -310 })).toBe(401);
    expect(await send({ seconds: 310 })).toBe(401);
    expect(
      await send({ body: JSON.stringify({ credential: { token: "other" }, purpose: "exchange" }) }),
    ).toBe(401);
    expect(await send({ path: "/legacy/session?of=other" })).toBe(401);
  });

  it.skipIf(skipped)("answers nobody who does not sign", async () => {
    const response = await fetch(receiver.url, { method: "POST", body: "{}" });
    expect(response.status).toBe(401);
  });

  it.skipIf(skipped)(
    "works under no secret that is too short",
    async () => {
      const short = await startReceiver(language, "").catch(() => undefined);
      const response = await (short ? fetch(short.url, { method: "POST", body: "{}" }) : undefined);
      await response?.arrayBuffer();
      await short?.stop();
      expect(response?.status ?? 500).toBe(500);
    },
    120_000,
  );
});
