import { wrongOption } from "./wrong-option.js";

/**
 * The address of another server as an option gives it: https, or http on this machine alone (`localhost`, `*.localhost`,
 * `127.0.0.1`, `[::1]`); no credentials, no fragment.
 * @throws TypeError naming the option.
 */
export function checkURL(name: string, value: unknown): URL {
  const text = value instanceof URL ? value.href : value;
  if (typeof text !== "string" || !URL.canParse(text))
    throw wrongOption(name, value, "give an absolute https URL");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "" || url.hash !== "") {
    throw new TypeError(`"${name}" holds credentials or a fragment: give a plain https URL`);
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isThisMachine(url.hostname))) {
    throw wrongOption(name, url.origin, "use https (http only for localhost)");
  }
  return url;
}

/**
 * The same, and http also where the name cannot be a public one: a name without a dot, `*.internal`, `*.local`.
 * @throws TypeError naming the option.
 */
export function checkInsideURL(name: string, value: unknown): URL {
  const text = value instanceof URL ? value.href : value;
  const url = typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" || !/^[^.:[\]]+$|\.(internal|local)$/.test(url.hostname))
    return checkURL(name, value);
  // Whatever else is wrong with it is wrong with https too.
  checkURL(name, url.href.replace(/^http:/, "https:"));
  return url;
}

/** @throws TypeError naming the option unless it is an origin; a single slash at the end is forgiven. */
export function checkOrigin(name: string, value: unknown): string {
  const url = checkURL(name, value);
  if (url.pathname !== "/" || url.search !== "")
    throw wrongOption(name, url.href, `give the origin alone: ${url.origin}`);
  return url.origin;
}

function isThisMachine(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
}
