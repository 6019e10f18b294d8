import type { Page, Request } from "playwright-core";
import { until } from "./until.js";

/** Milliseconds. */
const SILENCE_PATIENCE = 20_000;

/** One request of a page, as the browser reports it. Times in milliseconds on the driver's clock. */
export interface Sent {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  readonly sentAt: number;
  /** Undefined while no answer came. */
  answeredAt?: number;
  status?: number;
  /** The body of a form, for what it names; absent for other requests. */
  readonly form?: URLSearchParams;
}

/** The network log of a page from now on. */
export interface Network {
  readonly sent: readonly Sent[];
  /** Waits until no request was sent for so many milliseconds. */
  silence(ms: number): Promise<void>;
  /** Forgets what was seen so far. */
  clear(): void;
  /** The requests to a path of an origin, oldest first; `OPTIONS` does not count. */
  to(origin: string, path: string): readonly Sent[];
}

export function watchNetwork(page: Page): Network {
  const sent: Sent[] = [];
  const entries = new Map<Request, Sent>();
  page.on("request", (request) => {
    const url = new URL(request.url());
    const isForm =
      request.headers()["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
    const entry: Sent = {
      method: request.method(),
      origin: url.origin,
      path: url.pathname,
      sentAt: performance.now(),
      ...(isForm && { form: new URLSearchParams(request.postData() ?? "") }),
    };
    entries.set(request, entry);
    sent.push(entry);
  });
  page.on("response", (response) => {
    const entry = entries.get(response.request());
    if (entry) Object.assign(entry, { status: response.status(), answeredAt: performance.now() });
  });
  return {
    sent,
    async silence(ms) {
      const from = performance.now();
      const isSilent = (): true | undefined =>
        performance.now() - Math.max(from, sent.at(-1)?.sentAt ?? 0) > ms ? true : undefined;
      await until(isSilent, SILENCE_PATIENCE, "the page did not fall silent");
    },
    clear: () => void sent.splice(0),
    to: (origin, path) =>
      sent.filter((one) => one.origin === origin && one.path === path && one.method !== "OPTIONS"),
  };
}
