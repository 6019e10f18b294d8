import type { Ledger } from "../../src/server/ledger/ledger.js";

interface Account {
  sub: string | null;
  mark: number | null;
  notBefore: number | null;
}

/** The twin of the table `legacy_account`. */
export interface MemoryAccounts extends Pick<Ledger, "reserveAccount" | "recordAccount"> {
  of(subjectKey: Uint8Array): Readonly<Account>;
  /** Sets a barrier, Unix seconds; `Infinity` erases the subject. Answers the one that holds. */
  bar(subjectKey: Uint8Array, notBefore: number): number;
}

const NOBODY: Account = { sub: null, mark: null, notBefore: null };

export function memoryAccounts(): MemoryAccounts {
  const accounts = new Map<string, Account>();
  const hex = (key: Uint8Array): string => Buffer.from(key).toString("hex");
  return {
    of: (subjectKey) => accounts.get(hex(subjectKey)) ?? NOBODY,
    async reserveAccount(subjectKey, mark) {
      const account = accounts.get(hex(subjectKey)) ?? NOBODY;
      if (account.notBefore === Infinity) return null;
      if (account.sub !== null) return { authgearSub: account.sub };
      const holds = account.mark ?? mark;
      accounts.set(hex(subjectKey), { ...account, mark: holds });
      return { mark: holds };
    },
    async recordAccount({ subjectKey, authgearSub }) {
      const key = hex(subjectKey);
      const account = accounts.get(key) ?? NOBODY;
      const taken = [...accounts].some(([other, { sub }]) => other !== key && sub === authgearSub);
      if (taken || (account.sub !== null && account.sub !== authgearSub)) return false;
      if (account.notBefore === Infinity) return false;
      accounts.set(key, { ...account, sub: authgearSub, mark: null });
      return true;
    },
    bar(subjectKey, notBefore) {
      const account = accounts.get(hex(subjectKey)) ?? NOBODY;
      const barred = { ...account, notBefore: Math.max(account.notBefore ?? -Infinity, notBefore) };
      accounts.set(hex(subjectKey), notBefore === Infinity ? { ...barred, sub: null, mark: null } : barred);
      return barred.notBefore;
    },
  };
}
