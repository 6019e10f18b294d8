import type { BrowserContext } from "playwright-core";

/** Reports every `indexedDB.open()` of every page of this profile, by the name of the database. */
export async function watchIndexedDB(context: BrowserContext): Promise<readonly string[]> {
  const opened: string[] = [];
  await context.exposeBinding("demoSawOpen", (_source, name: unknown) => void opened.push(String(name)));
  await context.addInitScript(`{
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...args) {
      window.demoSawOpen(args[0]);
      return open.apply(this, args);
    };
  }`);
  return opened;
}
