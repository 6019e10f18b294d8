import type { Ledger } from "../../src/server/ledger/ledger.js";

interface Account {
  sub: string | null;
  mark: number | null;
  notBefore: number | null;
}

/** The twin of the table `legacy_account`. */
export interface MemoryAccounts extends Pick<Ledger, "reserveAccount" | "recordAccount"> {
  of(subjectKey: Uint8Array): Readonly<Account>;
}

const NOBODY: Account = { sub: null, mark: null, notBefore: null };

export function memoryAccounts(): MemoryAccounts {
  const accounts = new Map<string, Account>();
  const hex = (key: Uint8Array): string => Buffer.from(key).toString("hex");
  return {
    of: (subjectKey) => accounts.get(hex(subjectKey)) ?? NOBODY,
    async reserveAccount(subjectKey, mark) {
      const key = hex(subjectKey);
      const account = accounts.get(key) ?? NOBODY;
      if (account.sub !== null) return { authgearSub: account.sub };
      accounts.set(key, { ...account, mark: account.mark ?? mark });
      return { mark: account.mark ?? mark };
    },
    async recordAccount({ subjectKey, authgearSub }) {
      const key = hex(subjectKey);
      const account = accounts.get(key) ?? NOBODY;
      const taken = [...accounts].some(([other, { sub }]) => other !== key && sub === authgearSub);
      if (taken || (account.sub !== null && account.sub !== authgearSub)) return false;
      accounts.set(key, { ...account, sub: authgearSub, mark: null });
      return true;
    },
  };
}
