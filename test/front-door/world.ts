import { randomUUID } from "node:crypto";
import type { WebContainer } from "@authgear/web";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, vi } from "vitest";
import type { LegacyProvider, LegacySession, MigrateOptions } from "../../src/index.js";
import { PROBLEM_BASE } from "../../src/protocol/problem.js";
import type { ExchangeReply } from "../../src/protocol/wire.js";
import { createTestProject, PUBLIC_ORIGIN, type TestProject } from "../testing/authgear/test-emulator.js";

export const EXCHANGE = "http://app.localhost/session-migration";
export const LEGACY_KEY = "legacy-session";

/** The server side of a migration, as small as it can be: one session for each legacy token. */
export interface World extends TestProject {
  userID: string;
  /** The legacy session that this user holds. */
  legacyToken: string;
  /** What was asked of the exchange server and of Authgear, as `POST /path`. */
  asked: string[];
  urls: string[];
  /** Everything that must never be seen: tokens, confirmations. */
  secrets: string[];
  /** Answers in place of the exchange server, once for each entry. */
  instead: (() => Response | Promise<Response>)[];
}

export const problem = (name: string, kind: string, status: number, more: object = {}): Response =>
  HttpResponse.json({ type: PROBLEM_BASE + name, kind, status, title: name, ...more }, { status });

const server = setupServer();

/** Registers the network of a test file; each test makes a world of its own. */
export function useWorlds(): () => Promise<World> {
  vi.setConfig({ testTimeout: 30_000 });
  // Compiled and loaded before any budget runs.
  beforeAll(async () => {
    await Promise.all([
      import("../../src/engine.js"),
      import("../../src/session.js"),
      import("@authgear/web"),
    ]);
    server.listen({ onUnhandledRequest: "error" });
  }, 60_000);
  afterEach(() => {
    server.resetHandlers();
    localStorage.clear();
    sessionStorage.clear();
  });
  afterAll(() => server.close());
  return async () => {
    const project = await createTestProject({ now: Date.now });
    const { id: userID } = project.emulator.addUser({ email: "user@example.com", verified: true });
    const legacyToken = `canary-legacy-${randomUUID()}`;
    const world: World = {
      ...project,
      userID,
      legacyToken,
      asked: [],
      urls: [],
      secrets: [legacyToken],
      instead: [],
    };
    localStorage.setItem(LEGACY_KEY, legacyToken);
    serve(world);
    return world;
  };
}

function serve(world: World): void {
  let reply: ExchangeReply | undefined;
  const note = ({ method, url }: Request): void => {
    world.urls.push(url);
    world.asked.push(`${method} ${new URL(url).pathname}`);
  };
  server.use(
    http.all(`${PUBLIC_ORIGIN}/*`, ({ request }) => {
      note(request);
      return world.emulator.fetch(request);
    }),
    http.post(EXCHANGE, async ({ request }) => {
      note(request);
      const next = world.instead.shift();
      if (next) return next();
      reply ??= await issue(world);
      return HttpResponse.json(reply);
    }),
    http.post(`${EXCHANGE}/confirm`, ({ request }) => {
      note(request);
      return HttpResponse.json({ legacy: "client" });
    }),
    http.post(`${EXCHANGE}/sign-out`, ({ request }) => {
      note(request);
      world.emulator.revokeAllSessions(world.userID);
      return HttpResponse.json({ legacy: "client" });
    }),
  );
}

async function issue({ createSession, userID, secrets }: World): Promise<ExchangeReply> {
  const { refreshToken, accessToken } = await createSession(userID);
  const confirmation = `canary_${randomUUID()}`.padEnd(43, "c");
  secrets.push(refreshToken, accessToken, confirmation);
  return {
    protocol: 1,
    migration_id: randomUUID(),
    confirmation,
    user: { sub: userID },
    session: {
      token_type: "Bearer",
      refresh_token: refreshToken,
      access_token: accessToken,
      expires_in: 1_790,
      verified: true,
    },
    legacy_revocation: "client",
  };
}

/** A legacy provider that keeps its token in localStorage. */
export function legacyOf(more: Partial<LegacyProvider> = {}): LegacyProvider {
  return {
    name: "fake",
    read: (): LegacySession | null => {
      const token = localStorage.getItem(LEGACY_KEY);
      return token === null ? null : { token };
    },
    revoke: async () => {},
    forget: () => localStorage.removeItem(LEGACY_KEY),
    ...more,
  };
}

let clients = 0;

/** Options of a page of this world, with the real SDK; each call is another client. */
export async function optionsOf(
  more: Partial<MigrateOptions> = {},
): Promise<MigrateOptions & { container: WebContainer }> {
  const { WebContainer: Container } = await import("@authgear/web");
  const container = new Container();
  return {
    authgear: { endpoint: PUBLIC_ORIGIN, clientID: `spa-${++clients}`, container },
    legacy: legacyOf(),
    exchange: EXCHANGE,
    // A busy machine is no fault of the page.
    budgetMs: 20_000,
    ...more,
    container,
  };
}
