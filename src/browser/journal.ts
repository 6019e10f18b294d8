import { createStore, promisifyRequest, type UseStore } from "idb-keyval";
import type { Journal } from "../migration/journal.js";
import type { JournalPort } from "../migration/ports.js";

const RECORD = "journal";

// Not by the package's `get` and `update`: they bring a default store with them, which no page of ours opens.
function recordIn(records: IDBObjectStore): Promise<Journal | undefined> {
  return promisifyRequest(records.get(RECORD) as IDBRequest<Journal | undefined>);
}

/**
 * The journal in IndexedDB, a database of our own for each client (S5). Each operation has a deadline (S3); after
 * the first that fails, memory takes over for this page, and nothing late overwrites it (S6).
 */
export function indexedDBJournal(database: string, timeoutMs: number): JournalPort {
  const open = (): UseStore => createStore(database, RECORD);
  let store: UseStore | undefined;
  let memory: Journal | undefined;
  let broken = false;

  const attempt = async <T>(work: (store: UseStore) => Promise<T>): Promise<T | undefined> => {
    if (broken) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => (timer = setTimeout(reject, timeoutMs)));
    try {
      // A connection that was closed under us is opened once more (S4).
      return await Promise.race([work((store ??= open())).catch(() => work((store = open()))), late]);
    } catch {
      broken = true;
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  };
  /** A record of a later version is left as it is (T10). */
  const foreign = (record: Journal | undefined): boolean => !!record && record.v !== 1;

  return {
    async read() {
      const record = await attempt((use) => use("readonly", recordIn));
      if (!broken && !foreign(record)) memory = record;
      return memory;
    },
    async update(change) {
      let next: Journal | undefined;
      const apply = (old: Journal | undefined): Journal => {
        const kept = foreign(old);
        next = change(kept ? memory : old);
        return kept && old ? old : next;
      };
      await attempt((use) =>
        use("readwrite", async (records) => {
          records.put(apply(await recordIn(records)), RECORD);
          await promisifyRequest(records.transaction);
        }),
      );
      memory = next && !broken ? next : change(memory);
      return memory;
    },
  };
}
