import type { ServerResponse } from "node:http";

export interface PagePolicy {
  /** Origins that scripts of the page may talk to, besides their own. */
  connect?: readonly string[];
  /** Origins that a form of the page may lead to, redirects included, besides its own. */
  formAction?: readonly string[];
  /** False for pages that have no script at all. */
  scripts: boolean;
}

/** Sends a page under the strictest policy that it works with: nothing inline, nothing from elsewhere, no frames. */
export function sendPage(response: ServerResponse, status: number, html: string, policy: PagePolicy): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": contentSecurityPolicy(policy),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  response.end(html);
}

function contentSecurityPolicy({ connect = [], formAction = [], scripts }: PagePolicy): string {
  const directives = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    formAction.length > 0 ? `form-action 'self' ${formAction.join(" ")}` : "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  if (scripts) directives.push("script-src 'self'", `connect-src ${["'self'", ...connect].join(" ")}`);
  return directives.join("; ");
}
