import type { FaultOptions, FaultSwitch } from "./faults.js";
import { anonymizeUser, deleteUser, disableUser, enableUser } from "./model/account-status.js";
import { setPassword } from "./model/add-identity.js";
import { addUser } from "./model/add-user.js";
import type { NewUser } from "./model/add-user.js";
import type { AuditRecord } from "./model/audit-record.js";
import { endSession, endSessionsOf } from "./model/session-store.js";
import type { User } from "./model/user.js";
import type { World } from "./model/world.js";
import { signIn } from "./sign-in.js";
import type { SignInOptions, SignInTokens } from "./sign-in.js";
import { viewSessions, viewUser } from "./views.js";
import type { SessionFilter, SessionView, UserView } from "./views.js";

/** What a test or a demo may do and see behind the server's back. User IDs are bare UUIDs. */
export interface EmulatorControls {
  addUser(user: NewUser): { id: string };
  users(): UserView[];
  /** Ends all of the user's sessions for good. */
  disableUser(userID: string, reason?: string): void;
  /** Does not bring any session back. */
  enableUser(userID: string): void;
  anonymizeUser(userID: string): void;
  deleteUser(userID: string): void;
  /**
   * Moves `updatedAt` of the password authenticator; sessions stay. It is dated back some seconds where it is new, so that a reset in the moment of
   * `addUser` is told from the password that the account began with.
   */
  resetPassword(userID: string, password?: string): void;
  /** Signs a user in as through the login page, without a request. */
  signIn(options: SignInOptions): Promise<SignInTokens>;
  /** Live sessions, oldest first; with `all: true` also those that ended. */
  sessions(filter?: SessionFilter): SessionView[];
  /**
   * As an administrator would; nothing happens if it is over. @throws Error if there never was such a session
   */
  revokeSession(sessionID: string): void;
  revokeAllSessions(userID: string): void;
  auditLog(): AuditRecord[];
  fault(options: FaultOptions): FaultSwitch;
  /** Switches all faults off. */
  clearFaults(): void;
}

/** How much older than its reset a password is, at least. */
const MOMENT_MS = 5000;

export function createControls(world: World): EmulatorControls {
  const user = (id: string): User => {
    const found = world.users.get(id);
    if (!found) throw new Error(`no user ${id}`);
    return found;
  };
  return {
    addUser: (input) => ({ id: addUser(world, input).id }),
    users: () => [...world.users.values()].map((one) => viewUser(world, one)),
    disableUser: (id, reason) => disableUser(world, user(id), reason),
    enableUser: (id) => enableUser(user(id)),
    anonymizeUser: (id) => anonymizeUser(world, user(id)),
    deleteUser: (id) => deleteUser(world, user(id)),
    resetPassword(id, password = crypto.randomUUID()) {
      setPassword(world, user(id), password);
      const now = world.now();
      for (const authenticator of user(id).authenticators) {
        if (authenticator.type !== "password") continue;
        authenticator.createdAt = Math.min(authenticator.createdAt, now - MOMENT_MS);
      }
    },
    signIn: (options) => signIn(world, user(options.userID), options),
    sessions: (filter = {}) => viewSessions(world, filter),
    revokeSession(id) {
      const session = world.sessions.get(id);
      if (!session) throw new Error(`no session ${id}`);
      endSession(world, session, "administrator");
    },
    revokeAllSessions: (id) => endSessionsOf(world, id, "administrator"),
    auditLog: () => structuredClone(world.auditLog),
    fault: (options) => world.faults.add(options),
    clearFaults: () => world.faults.clear(),
  };
}
