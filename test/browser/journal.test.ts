import { afterEach, expect, test, vi } from "vitest";
import { indexedDBJournal } from "../../src/browser/journal.js";
import type { Journal } from "../../src/migration/journal.js";
import type { JournalPort } from "../../src/migration/ports.js";
import { databaseOf, storedJournal } from "./stored-journal.js";

let clients = 0;
/** Each test has a client, and so a database, of its own. */
const newClient = (): string => `client-${++clients}`;
const journal = (clientID: string, timeoutMs = 1_000): JournalPort =>
  indexedDBJournal(`authgear-session-migration:${clientID}`, timeoutMs);
const record = (key: string, more: Partial<Journal> = {}): Journal => ({
  v: 1,
  key,
  phase: "exchanging",
  ...more,
});
/** What a run does before its first request: the key that is there, or a new one. */
const getOrCreate = (port: JournalPort, key: string): Promise<Journal> =>
  port.update((old) => old ?? record(key));

/** Every transaction but that of an upgrade, which the stand-in for IndexedDB makes for itself. */
function refuseTransactions(): void {
  const { transaction } = IDBDatabase.prototype;
  vi.spyOn(IDBDatabase.prototype, "transaction").mockImplementation(function refuse(
    this: IDBDatabase,
    ...args
  ) {
    if (String(args[1]) === "versionchange") return transaction.apply(this, args);
    throw new DOMException("corrupt", "UnknownError");
  });
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("is empty at first, and outlives the page", async () => {
  const client = newClient();
  expect(await journal(client).read()).toBeUndefined();
  expect(await getOrCreate(journal(client), "first")).toEqual(record("first"));
  expect(await journal(client).read()).toEqual(record("first"));
});

test("has a database of its own for each client (S5)", async () => {
  const [one, other] = [newClient(), newClient()];
  await getOrCreate(journal(one), "one");
  expect(await journal(other).read()).toBeUndefined();
});

test("two tabs that begin at once get one key (R2)", async () => {
  const client = newClient();
  const tabs = [journal(client), journal(client), journal(client)];
  const got = await Promise.all(tabs.map((tab, index) => getOrCreate(tab, `tab-${index}`)));
  expect(new Set(got.map(({ key }) => key)).size).toBe(1);
  expect(await storedJournal(client)).toEqual(got[0]);
});

test("no change of two tabs is lost", async () => {
  const client = newClient();
  const tabs = [journal(client), journal(client)];
  await getOrCreate(journal(client), "k");
  const add = (tab: JournalPort): Promise<Journal> =>
    tab.update((old) => record("k", { attempts: (old?.attempts ?? 0) + 1 }));
  await Promise.all(tabs.flatMap((tab) => [add(tab), add(tab), add(tab)]));
  expect(await storedJournal(client)).toEqual(record("k", { attempts: 6 }));
});

test("a database that never opens is given up in time, and memory takes over (S3)", async () => {
  const open = vi.spyOn(indexedDB, "open").mockReturnValue({} as IDBOpenDBRequest);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const port = journal(newClient(), 400);
  const first = getOrCreate(port, "k");
  await vi.advanceTimersByTimeAsync(400);
  expect(await first).toEqual(record("k"));
  // Nobody waits a second time.
  expect(await port.read()).toEqual(record("k"));
  expect(await port.update(() => record("k", { phase: "installed" }))).toMatchObject({ phase: "installed" });
  expect([open.mock.calls.length, vi.getTimerCount()]).toEqual([1, 0]);
});

test("a connection that was closed is opened once more (S4)", async () => {
  const client = newClient();
  const { open } = indexedDB;
  const opened: IDBDatabase[] = [];
  vi.spyOn(indexedDB, "open").mockImplementation((...args) => {
    const request = open.apply(indexedDB, args);
    request.addEventListener("success", () => opened.push(request.result));
    return request;
  });
  const port = journal(client);
  await getOrCreate(port, "k");
  for (const database of opened) database.close();
  expect(await port.read()).toEqual(record("k"));
  for (const database of opened) database.close();
  await port.update(() => record("k", { phase: "installed" }));
  expect(await storedJournal(client)).toEqual(record("k", { phase: "installed" }));
});

test("a database without its store is left alone, and memory takes over (S5)", async () => {
  const client = newClient();
  const database = await databaseOf(client, () => {});
  database.close();
  const port = journal(client);
  expect(await port.read()).toBeUndefined();
  expect(await getOrCreate(port, "k")).toEqual(record("k"));
  expect(await port.read()).toEqual(record("k"));
  const after = await databaseOf(client);
  expect([after.version, [...after.objectStoreNames]]).toEqual([1, []]);
  after.close();
});

test.for<[string, () => void]>([
  [
    "refuses to open",
    () =>
      void vi.spyOn(indexedDB, "open").mockImplementation(() => {
        throw new DOMException("denied", "SecurityError");
      }),
  ],
  ["refuses every transaction", refuseTransactions],
  [
    "refuses to write",
    () =>
      void vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
        throw new DOMException("full", "QuotaExceededError");
      }),
  ],
  ["is not there (F7)", () => vi.stubGlobal("indexedDB", undefined)],
])("IndexedDB that %s rejects nothing: memory takes over (S6)", async ([, fails]) => {
  fails();
  const port = journal(newClient());
  expect(await getOrCreate(port, "k")).toEqual(record("k"));
  expect(await port.update((old) => ({ ...record("other"), ...old, phase: "installed" }))).toEqual(
    record("k", { phase: "installed" }),
  );
  expect(await port.read()).toEqual(record("k", { phase: "installed" }));
});

test("what was read before IndexedDB failed is not lost", async () => {
  const client = newClient();
  await getOrCreate(journal(client), "k");
  const port = journal(client);
  await port.read();
  refuseTransactions();
  expect(await getOrCreate(port, "new")).toEqual(record("k"));
});

test("a record of a later version stays as it is (T10)", async () => {
  const client = newClient();
  const later = { v: 99, key: 5, phase: { of: "another kind" } };
  const database = await databaseOf(client);
  const written = database.transaction("journal", "readwrite");
  written.objectStore("journal").put(later, "journal");
  await new Promise((resolve) => written.addEventListener("complete", resolve));
  database.close();
  const port = journal(client);
  expect(await port.read()).toBeUndefined();
  expect(await getOrCreate(port, "k")).toEqual(record("k"));
  expect(await port.update((old) => ({ ...record("other"), ...old, phase: "installed" }))).toMatchObject({
    key: "k",
  });
  expect(await port.read()).toMatchObject({ key: "k", phase: "installed" });
  expect(await storedJournal(client)).toEqual(later);
});
