import type { Site } from "./site.js";

/**
 * A fetch for programs on this machine: a request to the site goes to 127.0.0.1 and carries the public name as a reverse
 * proxy hands it on, so that nothing depends on a resolver that knows `*.localhost`.
 */
export function loopbackFetch(...sites: readonly Site[]): typeof fetch {
  return (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const site = sites.find(({ origin }) => origin === url.origin);
    if (!site) return fetch(request);
    const headers = new Headers(request.headers);
    headers.set("x-forwarded-host", url.host);
    headers.set("x-forwarded-proto", "http");
    const target = `${site.loopback}${url.pathname}${url.search}`;
    return fetch(new Request(target, { ...copyable(request), headers }));
  };
}

function copyable(request: Request): RequestInit {
  const { method, body, redirect, signal } = request;
  return { method, redirect, signal, ...(body && { body, duplex: "half" }) };
}
