import { randomBytes } from "node:crypto";
import { request as send, type RequestListener, type ServerResponse } from "node:http";
import { decodeJwt } from "jose";
import { vi } from "vitest";
import type { ToldState } from "../journeys/app/journey.js";
import type { Visitor } from "../journeys/visitor.js";
import { createWorld, type AppParts, type JourneyWorld, type Person } from "../journeys/world.js";

/** The client at Authgear that the apps are made for here. */
export const CLIENT = "spa";

/** A world in which each app has an origin of its own, with the API of the app, which takes sessions of Authgear alone. */
export interface AppsWorld extends JourneyWorld {
  readonly parts: AppParts;
  originOf(name: string): string;
  /** Puts an app on its origin. */
  site(name: string, listener: RequestListener): void;
}

export async function createAppsWorld(names: readonly string[]): Promise<AppsWorld> {
  const sites = new Map<string, RequestListener>();
  const given: AppParts[] = [];
  const world = await createWorld({
    names,
    front(parts) {
      given.push(parts);
      return (request, response) => {
        const site = sites.get(request.headers.host?.split(".")[0] ?? "");
        if (!site || request.url === "/blank") return parts.app(request, response);
        if (request.url !== "/api/notes") return site(request, response);
        void answerNotes(parts, request.headers.authorization ?? "", response);
      };
    },
  });
  const [parts] = given;
  if (!parts) throw new Error("The world has no servers");
  return {
    ...world,
    parts,
    originOf: (name) => world.origins.app.replace("app.", `${name}.`),
    site: (name, listener) => void sites.set(name, listener),
  };
}

async function answerNotes(
  { fetch, origins }: AppParts,
  authorization: string,
  response: ServerResponse,
): Promise<void> {
  const answer = await fetch(`${origins.authgear}/oauth2/userinfo`, { headers: { authorization } });
  if (!answer.ok) return void response.writeHead(401).end("Nobody’s notes");
  const { sub } = (await answer.json()) as { sub: string };
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end(`Notes of ${sub}`);
}

/** Passes what comes on to a server of this machine, with further headers for it and for the browser. */
export function passOn(
  port: number,
  more: () => Readonly<Record<string, string>> = () => ({}),
): RequestListener {
  return (request, response) => {
    const { method = "GET", url = "/", headers } = request;
    const further = more();
    const options = { host: "127.0.0.1", port, method, path: url, headers: { ...headers, ...further } };
    const passed = send(options, (received) => {
      response.writeHead(received.statusCode ?? 502, { ...received.headers, ...further });
      received.pipe(response);
    });
    passed.once("error", () => response.destroy());
    request.pipe(passed);
  };
}

/** How the old SDK of each app keeps the session of somebody who is signed in. */
export const KEPT: Readonly<Record<string, (token: string) => Readonly<Record<string, string>>>> = {
  "react-vite": (token) => {
    const clientID = "Yw3bMTDPAw0aBcDeFgHiJkLmNoPqRsTu";
    const claims = decodeJwt(token);
    const user = { id_token: token, decodedToken: { encoded: {}, header: {}, claims, user: claims } };
    const scope = "openid profile email offline_access";
    const tokens = {
      access_token: token,
      refresh_token: token,
      client_id: clientID,
      scope,
      audience: "default",
    };
    const body = { ...tokens, oauthTokenScope: scope, expires_in: 3600, token_type: "Bearer" };
    const expiresAt = Math.floor(Date.now() / 1000) + 3600;
    const prefix = `@@auth0spajs@@::${clientID}`;
    return {
      [`${prefix}::@@user@@`]: JSON.stringify(user),
      [`${prefix}::default::${scope}`]: JSON.stringify({ body, expiresAt }),
    };
  },
  "vue-firebase": (token) => {
    const apiKey = "AIzaSyExampleExampleExampleExample";
    const stsTokenManager = {
      refreshToken: token,
      accessToken: token,
      expirationTime: Date.now() + 3_600_000,
    };
    const user = {
      uid: String(decodeJwt(token).sub),
      emailVerified: true,
      isAnonymous: false,
      providerData: [],
      stsTokenManager,
      apiKey,
      appName: "[DEFAULT]",
    };
    return { [`firebase:authUser:${apiKey}:[DEFAULT]`]: JSON.stringify(user) };
  },
  "plain-html": (token) => ({ session: JSON.stringify({ token }) }),
  "own-token-python": (token) => ({ session: token }),
};

/** A fresh browser, on the origin of an app, in which this person is signed in at the old provider, or nobody is. */
export async function browserOf(
  world: AppsWorld,
  name: string,
  app: string,
  person?: Pick<Person, "token">,
): Promise<Visitor> {
  const visitor = await world.visitor({ app: world.originOf(name) });
  const kept = person ? KEPT[app]?.(person.token) : {};
  for (const [key, value] of Object.entries(kept ?? {})) await visitor.store(key, value);
  return visitor;
}

/** Environment of a process that finds what this world serves, by the names that the apps' servers have for it. */
export function serverEnvironment({ access, origins }: AppParts): Readonly<Record<string, string>> {
  return {
    NODE_OPTIONS: `--import ${new URL("localhost.mjs", import.meta.url).href}`,
    AUTHGEAR_ENDPOINT: origins.authgear,
    AUTHGEAR_CLIENT_ID: CLIENT,
    AUTHGEAR_PROJECT_ID: access.projectID,
    AUTHGEAR_ADMIN_KEY_ID: access.keyID,
    AUTHGEAR_ADMIN_KEY: access.privateKey,
    MIGRATION_SECRET: randomBytes(48).toString("base64"),
  };
}

const BEGINS_WITHIN_MS = 3_000;

/** How the migration of the page that is open has ended; undefined where the app has not come so far as to begin one. */
export async function outcomeOf({ page }: Visitor): Promise<ToldState | undefined> {
  const runs = `window[Symbol.for("authgear-session-migration")]`;
  // Not by the page's own timers: a policy may forbid what they would run.
  const begun = vi.waitUntil(() => page.evaluate<boolean>(`!!${runs}`), { timeout: BEGINS_WITHIN_MS });
  if (!(await begun.catch(() => false))) return undefined;
  return page.evaluate<ToldState>(
    `(async () => {
      const outcome = await ${runs}[":${CLIENT}"];
      return { ...outcome, ...(outcome.error && { code: outcome.error.code }) };
    })()`,
  );
}
