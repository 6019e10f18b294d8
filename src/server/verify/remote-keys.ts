import { asRecord } from "../as-record.js";
import { callUpstream } from "../call-upstream.js";
import { parseJSON } from "../parse-json.js";
import type { KeySource } from "./key-source.js";
import { invalid, unavailable } from "./refusal.js";
import { verificationKey, type VerificationKey } from "./verification-key.js";

/** Whatever happens, the provider is asked at most this often (V7). */
const COOLDOWN_MS = 30_000;
/** After this the keys are fetched again behind the requests that they still serve. */
const FRESH_MS = 10 * 60_000;
/** A provider that cannot be reached keeps its last keys for so long. */
const STALE_MS = 24 * 3600_000;
const DEADLINE_MS = 3000;
const MAX_BYTES = 64 * 1024;

/**
 * The keys at a JWKS address (RFC 7517). A `kid` that is not among them is no proof of a forgery, because the provider may have
 * rotated its keys since: `upstream-unavailable` until the next fetch, which all who wait for it share.
 */
export function remoteKeys(options: {
  url: URL;
  algorithms: readonly string[];
  fetch: typeof fetch | undefined;
  now: () => number;
}): KeySource {
  const { url, algorithms, now } = options;
  let keys: readonly VerificationKey[] = [];
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;

  const renew = async (): Promise<void> => {
    const fetched = await fetchKeys(url, algorithms, options.fetch);
    fetching = undefined;
    if (!fetched) return;
    keys = fetched;
    fetchedAt = now();
  };

  /** Resolves when a fetch that may run now is over; never rejects. */
  const refresh = (): Promise<void> => {
    if (fetching) return fetching;
    const wait = now() - askedAt;
    // Below zero: the clock was set back.
    if (wait >= 0 && wait < COOLDOWN_MS) return Promise.resolve();
    askedAt = now();
    fetching = renew();
    return fetching;
  };

  return {
    async find(kid, algorithm) {
      if (kid === undefined) return invalid("no-kid");
      if (now() - fetchedAt >= STALE_MS) keys = [];
      let named = keys.filter((key) => key.kid === kid);
      if (named.length === 0) {
        await refresh();
        named = keys.filter((key) => key.kid === kid);
      } else if (now() - fetchedAt >= FRESH_MS) {
        void refresh();
      }
      if (named.length === 0) {
        const wait = (askedAt + COOLDOWN_MS - now()) / 1000;
        return unavailable(keys.length === 0 ? "no-keys" : "unknown-kid", wait);
      }
      return named.find((key) => key.algorithm === algorithm) ?? invalid("alg");
    },
  };
}

/** `undefined` if no usable set of keys came back. */
async function fetchKeys(
  url: URL,
  algorithms: readonly string[],
  fetch: typeof globalThis.fetch | undefined,
): Promise<VerificationKey[] | undefined> {
  const call = { url, deadlineMs: DEADLINE_MS, maxBytes: MAX_BYTES, fetch };
  const answer = await callUpstream(call).catch(() => undefined);
  if (answer?.status !== 200) return undefined;
  const { keys } = asRecord(parseJSON(answer.text));
  if (!Array.isArray(keys)) return undefined;
  const usable = keys.flatMap((key: unknown) => verificationKey(key, algorithms) ?? []);
  return usable.length > 0 ? usable : undefined;
}
