import { existsSync, readFileSync, statSync } from "node:fs";
import type { RequestListener } from "node:http";
import { extname, join } from "node:path";
import type { AppParts } from "../journeys/world.js";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
};

export interface ServedApp {
  /** The first that has a file of the name answers with it. */
  readonly folders: readonly string[];
  /** Further files, by their paths. */
  readonly files?: Readonly<Record<string, string>>;
  /** Changes the page before it is sent, and says under which policy it stands. */
  readonly page?: (html: string) => { html: string; policy?: string };
}

/** Serves an app that is made of files; any other path than theirs is its page, and its exchange is that of the world. */
export function serveApp(
  parts: AppParts,
  { folders, files = {}, page = (html) => ({ html }) }: ServedApp,
): RequestListener {
  const { authgear, legacy } = parts.origins;
  const settings = `<html lang="en" data-authgear="${authgear}" data-old-provider="${legacy}" data-client="spa">`;
  return (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://app.localhost");
    if (pathname.startsWith("/session-migration") && extname(pathname) === "")
      return parts.app(request, response);
    const candidates = [files[pathname] ?? "", ...folders.map((folder) => join(folder, pathname))];
    const file = candidates.find(
      (path) => existsSync(path) && statSync(path).isFile() && !path.endsWith(".html"),
    );
    const headers = { "cache-control": "no-store" };
    if (file) {
      const type = TYPES[extname(file)] ?? "text/plain";
      return void response.writeHead(200, { ...headers, "content-type": type }).end(readFileSync(file));
    }
    const index = folders.map((folder) => join(folder, "index.html")).find((path) => existsSync(path)) ?? "";
    const { html, policy } = page(readFileSync(index, "utf8").replace(/<html [^>]*>/, settings));
    response.writeHead(200, {
      ...headers,
      "content-type": "text/html; charset=utf-8",
      ...(policy && { "content-security-policy": policy }),
    });
    response.end(html);
  };
}
