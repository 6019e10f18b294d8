import { beforeEach } from "vitest";
import type { Person, World } from "./handler-under-test.js";
import { exchange, newKey, type Received } from "./requests.js";

/** Protocol section 6 has three columns: the key that opens the reply, another key, and `replaces`. */
export const COLUMNS = ["same key", "other key", "replaces"] as const;
export type Column = (typeof COLUMNS)[number];

/** A legacy session of a new user, before each test, and the states its row can be brought into. */
export interface OneSession {
  person: Person;
  token: string;
  key: string;
  again(column: Column): Promise<Received>;
  /** Assigns columns of the row. */
  set(assignments: string): Promise<void>;
  row(): Promise<Record<string, unknown>>;
  /** A row that somebody reserved and left; its lease ends so much from now. */
  reserve(lease: string): Promise<void>;
  issue(): Promise<Received>;
}

export function oneSession(world: World): OneSession {
  const { handler, database } = world;
  const it: OneSession = {
    person: { subject: "", sub: "" },
    token: "",
    key: "",
    async again(column) {
      if (column === "same key") return exchange(handler, it.token, { key: it.key });
      if (column === "other key") return exchange(handler, it.token);
      const { attempt } = (await world.row(it.token)) ?? { attempt: 1 };
      return exchange(handler, it.token, { replaces: Number(attempt) });
    },
    async set(assignments) {
      const { migration_id } = await it.row();
      const text = `UPDATE session_migration SET ${assignments} WHERE migration_id = $1`;
      await database.pool.query(text, [migration_id]);
    },
    async row() {
      const row = await world.row(it.token);
      if (!row) throw new Error("no row");
      return row;
    },
    async reserve(lease) {
      world.emulator.fault({ on: "node", kind: "bad-gateway" });
      await exchange(handler, it.token, { key: it.key });
      await it.set(`lease_until = now() + interval '${lease}', retry_at = NULL, last_error = NULL`);
      world.calls();
    },
    async issue() {
      const first = await exchange(handler, it.token, { key: it.key });
      if (first.status !== 200) throw new Error(`not issued: ${first.problem}`);
      world.calls();
      return first;
    },
  };
  beforeEach(async () => {
    world.clock.now = Date.parse("2026-11-21T12:00:00Z");
    world.emulator.clearFaults();
    it.person = await world.addUser();
    it.token = world.token(it.person);
    it.key = newKey();
    world.calls();
  });
  return it;
}
