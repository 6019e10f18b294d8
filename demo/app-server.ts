import { readFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import type { PageConfig } from "./app/page-config.js";
import { escapeHTML } from "./html.js";
import type { PageFiles } from "./page-files.js";
import { sendPage } from "./security-headers.js";

export interface AppServerOptions {
  readonly folder: URL;
  readonly files: PageFiles;
  readonly config: PageConfig;
  readonly api: RequestListener;
  readonly exchange: RequestListener;
  readonly evidence: RequestListener;
  readonly trial: RequestListener;
}

const PAGES: Readonly<Record<string, string>> = { "/": "v2.html", "/v1/": "v1.html" };

/** The app's origin: both versions of its page, its API, its exchange endpoint and the trials. */
export function appServer(options: AppServerOptions): RequestListener {
  return (request, response) => {
    const path = request.url?.split("?")[0] ?? "/";
    if (path === "/evidence") return options.evidence(request, response);
    if (path.startsWith("/trial/")) return options.trial(request, response);
    if (path.startsWith("/api/")) return options.api(request, response);
    if (path === "/session-migration" || path.startsWith("/session-migration/")) {
      return options.exchange(request, response);
    }
    const file = options.files.get(path.replace("/assets/", ""));
    if (file && path.startsWith("/assets/")) {
      const headers = {
        "content-type": file.type,
        "x-content-type-options": "nosniff",
        "cache-control": "no-cache",
      };
      return void response.writeHead(200, headers).end(file.body);
    }
    const page = PAGES[path];
    if (!page) return void response.writeHead(404).end();
    readPage(new URL(`app/${page}`, options.folder), options.config).then(
      (html) =>
        sendPage(response, 200, html, {
          scripts: true,
          connect: [options.config.legacy, options.config.authgear],
        }),
      () => response.writeHead(500).end(),
    );
  };
}

async function readPage(file: URL, config: PageConfig): Promise<string> {
  return (await readFile(file, "utf8")).replace("{{config}}", () => pageAttributes(config));
}

/** What a page of the app finds on its `<html>`. */
export function pageAttributes(config: PageConfig): string {
  return [
    `data-legacy="${escapeHTML(config.legacy)}"`,
    `data-legacy-client="${escapeHTML(config.legacyClientID)}"`,
    `data-authgear="${escapeHTML(config.authgear)}"`,
    `data-authgear-client="${escapeHTML(config.authgearClientID)}"`,
  ].join(" ");
}
