import type { Journal } from "../../src/migration/journal.js";
import { subjectKey } from "../../src/server/ledger/keys.js";
import { createAuthgearSide, type Keys } from "./authgear-side.js";
import { createDisk } from "./disk.js";
import { createLegacySide, ISSUER, VERIFIER } from "./legacy-side.js";
import { createLocks } from "./locks.js";
import { memoryLedger } from "./memory-ledger.js";
import type { Mutation } from "./mutation.js";
import { createScheduler } from "./scheduler.js";
import { SECRET } from "./stores.js";
import { createTrace } from "./trace.js";
import type { Local, Settings, World } from "./types.js";
import { takeOverTime } from "./virtual-time.js";
import { createWatch } from "./watch.js";

/** A browser that was never here, two users who were imported, and nobody signed in. */
export async function createWorld(keys: Keys, settings: Settings, mutation: Mutation): Promise<World> {
  const time = takeOverTime();
  const { now } = time;
  const scheduler = createScheduler();
  const trace = createTrace();
  const base = memoryLedger(now);
  const ledger = mutation.ledger?.(base) ?? base;
  const legacy = createLegacySide({
    ...settings,
    now,
    onRevoked: (name) => world.watch.legacyRevoked(name, "the server"),
  });
  const authgear = createAuthgearSide(keys, { rotation: settings.rotation, now }, scheduler, (owner, sid) =>
    world.watch.created(owner, sid),
  );
  const world: World = {
    settings,
    mutation,
    time,
    scheduler,
    trace,
    authgear,
    legacy,
    ledger,
    locks: createLocks(scheduler, time.after),
    local: createDisk<Local>({}, now),
    journal: createDisk<Journal | undefined>(undefined, now),
    tabs: [],
    offline: false,
    requests: 0,
    pages: 0,
    dying: new Map(),
    users: new Map(),
    watch: createWatch(() => world),
  };
  for (const user of ["alice", "bob"]) {
    const { id } = authgear.emulator.addUser({ email: `${user}@example.com` });
    world.users.set(user, id);
    const key = subjectKey(Buffer.from(SECRET), { name: VERIFIER, issuer: ISSUER, subject: user });
    await base.recordAccount({ subjectKey: key, authgearSub: id, source: "import" });
  }
  return world;
}
