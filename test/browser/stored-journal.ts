const promised = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("no error")));
  });

const create = (database: IDBDatabase): void => void database.createObjectStore("journal");

/** Opens the database of a client's journal as anybody could; `upgrade` makes its store, if it is new. */
export function databaseOf(
  clientID: string,
  upgrade: (database: IDBDatabase) => void = create,
): Promise<IDBDatabase> {
  const request = indexedDB.open(`authgear-session-migration:${clientID}`);
  request.addEventListener("upgradeneeded", () => upgrade(request.result));
  return promised(request);
}

/** The record as it stands on disk. */
export async function storedJournal(clientID: string): Promise<unknown> {
  const database = await databaseOf(clientID);
  try {
    const record: unknown = await promised(
      database.transaction("journal").objectStore("journal").get("journal"),
    );
    return record;
  } finally {
    database.close();
  }
}
