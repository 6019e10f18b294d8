import type { LegacyRevocation } from "../protocol/wire.js";
import type { AuthgearServer, AuthgearUser } from "./authgear-admin/authgear-server.js";
import type { Ledger } from "./ledger/ledger.js";
import type { LegacyRevoker } from "./legacy-revoker.js";
import type { LoadGuards } from "./limits/load-guards.js";
import type { Policy } from "./policy.js";
import type { MapUser } from "./users/map-user.js";
import type { LegacyClaims, Verifier } from "./verify/verifier.js";

/** What a handler is made of, once its options have been checked. */
export interface Core {
  authgear: AuthgearServer;
  ledger: Ledger;
  verifiers: readonly Verifier[];
  mapUser: MapUser;
  secret: Uint8Array;
  policy: Policy;
  load: LoadGuards;
  keepUntil: Date | null;
  legacyRevocation: LegacyRevocation;
  legacyRevoker: LegacyRevoker | undefined;
  onMigrated: OnMigrated | undefined;
  count: Count;
  /** Milliseconds since the epoch; for what is answered. The ledger has the database's clock. */
  now: () => number;
  /** Settles after so many milliseconds. */
  wait: (ms: number) => Promise<void>;
}

/**
 * Called with each new session before it is handed out, so that the app can write the new user id into its own database; throwing undoes the
 * session. May be called again for the same user: after a crash, or when a lost session is replaced.
 */
export type OnMigrated = (claims: LegacyClaims, user: AuthgearUser) => unknown;

/** A counter goes up by one. Labels hold no personal data. */
export type Count = (name: string, labels: Readonly<Record<string, string>>) => void;
