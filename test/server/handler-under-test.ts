import { randomBytes } from "node:crypto";
import { afterAll } from "vitest";
import { createMigrationHandler } from "../../src/server/handler.js";
import type { MigrationHandler } from "../../src/server/handler.js";
import type { MigrationHandlerOptions } from "../../src/server/handler-options.js";
import type { AuthgearServer } from "../../src/server/authgear-admin/authgear-server.js";
import type { Ledger } from "../../src/server/ledger/ledger.js";
import { legacyAccounts } from "../../src/server/ledger/legacy-accounts.js";
import { postgresLedger } from "../../src/server/ledger/postgres-ledger.js";
import type { LogRecord } from "../../src/server/trace.js";
import type {
  LegacyClaims,
  Verifier,
  VerifyPurpose,
  VerifyResult,
} from "../../src/server/verify/verifier.js";
import type { EmulatorOptions } from "../../src/testing/index.js";
import { createDatabase, type TestDatabase } from "../setup/database.js";
import { adminProject, type AdminProject } from "./authgear-admin/admin-project.js";

export const ORIGIN = "https://app.example";
export const OTHER_ORIGIN = "https://other.example";
export const COOKIE_ORIGIN = "https://cookie.example";
export const SECRET = "a secret of the tests, long enough for the handler";
export const BASE = "https://app.example/session-migration";
export const VERIFIER = "legacy";
export const ISSUER = "https://legacy.example";

/** One handler over a real PostgreSQL and an emulated Authgear, and what a test does to them. */
export interface World extends AdminProject {
  database: TestDatabase;
  ledger: Ledger;
  handler: MigrationHandler;
  /** Another instance over the same store and the same Authgear. */
  instance(overrides?: Partial<MigrationHandlerOptions>): MigrationHandler;
  logs: LogRecord[];
  counted: string[];
  /** A user at both sides, imported. */
  addUser(): Promise<Person>;
  /** A legacy token; members of the claims may be replaced. */
  token(person: Person, claims?: Partial<LegacyClaims>): string;
  /** What the verifier answers for a token. */
  answers: Map<string, VerifyResult | ((purpose: VerifyPurpose) => VerifyResult)>;
  /** Calls to Authgear by GraphQL field or path, since the last call of this. */
  calls(): string[];
  row(token: string, clientID?: string): Promise<Record<string, unknown> | undefined>;
  rows(): Promise<Record<string, unknown>[]>;
  /** Live sessions of a user at Authgear. */
  live(person: Person): string[];
}

export interface Person {
  subject: string;
  sub: string;
}

export async function createWorld(
  overrides: Partial<MigrationHandlerOptions> = {},
  project: Partial<EmulatorOptions> = {},
): Promise<World> {
  const database = await createDatabase();
  afterAll(() => database.drop());
  const clients = [
    ...["spa", "other", "cookie"].map((clientID) => ({ clientID })),
    { clientID: "jwt", issueJWTAccessToken: true },
    { clientID: "third", type: "third_party_app" as const },
  ];
  const admin = await adminProject({}, { clients, ...project });
  const ledger = postgresLedger({ pool: database.pool });
  await ledger.migrate();
  const accounts = legacyAccounts({ ledger, secret: SECRET });
  const logs: LogRecord[] = [];
  const counted: string[] = [];
  const answers: World["answers"] = new Map();
  const claimsOf = new Map<string, LegacyClaims>();
  const verifier: Verifier = {
    name: VERIFIER,
    claims: () => true,
    async verify(credential, { purpose }) {
      const text = "token" in credential ? credential.token : credential.cookie;
      const answer = answers.get(text);
      if (typeof answer === "function") return answer(purpose);
      return answer ?? { ok: false, problem: "invalid-token", why: "unknown" };
    },
  };
  const instance = (more: Partial<MigrationHandlerOptions> = {}): MigrationHandler =>
    createMigrationHandler({
      authgear: admin.authgear,
      clients: {
        spa: { origins: [ORIGIN] },
        jwt: { origins: [ORIGIN] },
        other: { origins: [OTHER_ORIGIN], crossSite: true },
        cookie: { origins: [COOKIE_ORIGIN], cookie: true },
        third: { origins: [ORIGIN] },
      },
      verifiers: verifier,
      ledger,
      secret: SECRET,
      log: (record) => void logs.push(record),
      count: (name, labels) => void counted.push([name, ...Object.values(labels)].join(" ")),
      now: () => admin.clock.now,
      wait: () => Promise.resolve(),
      ...overrides,
      ...more,
    });
  let seen = 0;
  const select = async (where: string, values: unknown[]): Promise<Record<string, unknown>[]> => {
    const text = `SELECT *, migration_id::text FROM session_migration ${where} ORDER BY created_at`;
    return (await database.pool.query<Record<string, unknown>>(text, values)).rows;
  };
  return Object.assign(admin, {
    database,
    ledger,
    handler: instance(),
    instance,
    logs,
    counted,
    answers,
    async addUser() {
      const subject = `legacy|${randomBytes(6).toString("hex")}`;
      const sub = admin.emulator.addUser({ email: `${randomBytes(6).toString("hex")}@example.com` }).id;
      await accounts.record({ name: VERIFIER, issuer: ISSUER, subject }, sub);
      return { subject, sub };
    },
    token({ subject }: Person, claims: Partial<LegacyClaims> = {}) {
      const token = `token-${randomBytes(12).toString("base64url")}`;
      const now = Math.floor(admin.clock.now / 1000);
      const full: LegacyClaims = {
        name: VERIFIER,
        issuer: ISSUER,
        subject,
        sessionId: `session-${randomBytes(6).toString("hex")}`,
        authTime: now - 60,
        issuedAt: now - 30,
        expiresAt: now + 3600,
        ...claims,
      };
      answers.set(token, { ok: true, claims: full });
      claimsOf.set(token, full);
      return token;
    },
    calls() {
      const all = admin.emulator.requests().slice(seen);
      seen += all.length;
      return all.map(({ path, fields }) => fields[0] ?? path);
    },
    async row(token: string, clientID = "spa") {
      const claims = claimsOf.get(token);
      if (!claims) throw new Error("no such token");
      const { ledgerKeys } = await import("../../src/server/ledger/keys.js");
      const { sessionKey } = ledgerKeys(Buffer.from(SECRET), claims);
      return (await select("WHERE client_id = $1 AND session_key = $2", [clientID, sessionKey]))[0];
    },
    rows: () => select("", []),
    live: ({ sub }: Person) => admin.emulator.sessions({ userID: sub }).map(({ id }) => id),
  });
}

/** Names of the calls that a ledger or an Authgear of a test can stop at. */
export type Seam = keyof Ledger | keyof AuthgearServer;

/** A copy whose one call takes effect and then never returns, as when the process dies; `died` tells when. */
export function dyingAfter<T extends Ledger | AuthgearServer>(
  real: T,
  seam: string,
): { dying: T; died: Promise<void> } {
  let tell = (): void => undefined;
  const died = new Promise<void>((resolve) => (tell = resolve));
  const dying = new Proxy(real, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (name !== seam || typeof member !== "function") return member;
      return async (...input: unknown[]) => {
        await Reflect.apply(member, target, input);
        tell();
        return new Promise(() => undefined);
      };
    },
  });
  return { dying, died };
}

/** A copy whose one call waits at a gate before it takes effect. */
export function heldBefore<T extends Ledger | AuthgearServer>(
  real: T,
  seam: string,
): { held: T; reached: Promise<void>; release: () => void } {
  let reach = (): void => undefined;
  let release = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const gate = new Promise<void>((resolve) => (release = resolve));
  const held = new Proxy(real, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (name !== seam || typeof member !== "function") return member;
      return async (...input: unknown[]): Promise<unknown> => {
        reach();
        await gate;
        return Reflect.apply(member, target, input) as unknown;
      };
    },
  });
  return { held, reached, release };
}
