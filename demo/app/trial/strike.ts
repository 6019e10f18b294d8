import { trialPage } from "./trial-page.js";
import type { TrialApp } from "./trial-app.js";

/** The exchange is certainly under way by then, in milliseconds. */
const UNDER_WAY = 150;
const FROZEN = 10_000;
const EXCHANGE = /\/(session-migration|trial\/guide-exchange)$/;

/** Does to this page what the scenario wants, at its first exchange: the same for both codes. */
export function armStrike({ signOut }: Pick<TrialApp, "signOut">): void {
  const { strike } = trialPage();
  if (!["kill-tab", "freeze", "sign-out"].includes(strike)) return;
  const send = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!EXCHANGE.test(url)) return send(input, init);
    globalThis.fetch = send;
    if (strike === "kill-tab") setTimeout(() => location.reload(), UNDER_WAY);
    if (strike === "sign-out") setTimeout(() => void signOut(), UNDER_WAY);
    const response = await send(input, init);
    if (strike === "freeze") standStill();
    return response;
  };
}

function standStill(): void {
  const end = performance.now() + FROZEN;
  while (performance.now() < end);
}

/** Leaves no room in localStorage for anything. */
export function fillStorage(): void {
  for (let size = 4_194_304, at = 0; size > 0; at += 1) {
    try {
      localStorage.setItem(`filler-${at}`, "x".repeat(size));
    } catch {
      size = Math.floor(size / 2);
    }
  }
}
