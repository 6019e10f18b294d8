/** Takes known secrets out of a text. */
export type Scrub = (text: string) => string;

const GONE = "[redacted]";
/** Shorter ones would take parts of ordinary words away. */
const LEAST = 6;

export function scrubber(secrets: readonly string[]): Scrub {
  const parts = secrets
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), ...passwords(secret)])
    .filter(({ length }) => length >= LEAST);
  const longestFirst = parts.toSorted((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((left, part) => left.replaceAll(part, GONE), text);
}

/** The password of a connection string, as it stands there and as it is meant. */
function passwords(text: string): string[] {
  const written = URL.canParse(text) ? new URL(text).password : "";
  try {
    return [written, decodeURIComponent(written)];
  } catch {
    return [written];
  }
}

/** Takes everything out that is as long as a token and written like one. */
export function withoutTokens(text: string): string {
  return text.replace(/[\w.~+=-]{24,}/g, GONE);
}
