import { createLocalJWKSet } from "jose";
import type { EmulatorOptions } from "../options.js";
import { createFaultBoard } from "../faults.js";
import type { FaultBoard } from "../faults.js";
import type { AuditRecord } from "./audit-record.js";
import type { CodeGrant } from "./code-grant.js";
import type { ImportJob } from "./import-job.js";
import type { AccessToken, Session } from "./session.js";
import { readSettings } from "./settings.js";
import type { Settings } from "./settings.js";
import { createSigningKey } from "./signing-key.js";
import type { SigningKey } from "./signing-key.js";
import type { User } from "./user.js";

/** Everything one emulator remembers. Ended sessions stay, so that tests can ask about them. */
export interface World {
  settings: Settings;
  now(): number;
  signingKey(): Promise<SigningKey>;
  adminKeys: ReturnType<typeof createLocalJWKSet>;
  faults: FaultBoard;
  users: Map<string, User>;
  /**
   * Who was ever given an identity, so that no look-up walks over all users. Entries are hints: a user that lost the identity is left
   * out when they are read, which makes rollbacks and deletions harmless.
   */
  identityIndex: Map<string, Set<string>>;
  /** Session IDs of each user, oldest first. */
  sessionsOfUser: Map<string, string[]>;
  /** Authorization rows: `"<user id> <client id>"` to row id. */
  authorizations: Map<string, string>;
  sessions: Map<string, Session>;
  /** By hash. */
  accessTokens: Map<string, AccessToken>;
  codes: Map<string, CodeGrant>;
  imports: Map<string, ImportJob>;
  auditLog: AuditRecord[];
  /** Theoretical arrival time of each rate limit bucket. */
  rateLimits: Map<string, number>;
}

export function createWorld(options: EmulatorOptions): World {
  let key: Promise<SigningKey> | undefined;
  return {
    settings: readSettings(options),
    now: options.now ?? (() => Date.now()),
    signingKey: () => (key ??= Promise.resolve(options.signingKey ?? createSigningKey())),
    adminKeys: createLocalJWKSet({ keys: options.adminPublicKeys }),
    faults: createFaultBoard(),
    users: new Map(),
    identityIndex: new Map(),
    sessionsOfUser: new Map(),
    authorizations: new Map(),
    sessions: new Map(),
    accessTokens: new Map(),
    codes: new Map(),
    imports: new Map(),
    auditLog: [],
    rateLimits: new Map(),
  };
}
