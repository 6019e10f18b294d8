import { readFile } from "node:fs/promises";
import type { RequestListener, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import type { Everybody } from "../everybody.js";
import { login } from "./login.js";

const FILES: Readonly<Record<string, string>> = { "/login.css": "text/css", "/login.svg": "image/svg+xml" };

export interface LegacyServerOptions {
  /** Origin of the app that signs its users in here. */
  readonly app: string;
  readonly everybody: Everybody;
  /** Where the files of the login page are. */
  readonly folder: URL;
}

/** The legacy provider as a web server: its protocol endpoints, and in front of them its login page. */
export function legacyServer(provider: Provider, options: LegacyServerOptions): RequestListener {
  const protocol = provider.callback();
  return (request, response) => {
    const path = request.url?.split("?")[0] ?? "/";
    const type = FILES[path];
    if (type) return void sendFile(response, new URL(`.${path}`, options.folder), type);
    if (!path.startsWith("/login/")) return void protocol(request, response);
    login(provider, options, request, response).catch(() => {
      // An interaction that is over, or of another browser.
      response.writeHead(303, { location: `${options.app}/v1/` }).end();
    });
  };
}

async function sendFile(response: ServerResponse, file: URL, type: string): Promise<void> {
  response
    .writeHead(200, { "content-type": type, "x-content-type-options": "nosniff" })
    .end(await readFile(file));
}
