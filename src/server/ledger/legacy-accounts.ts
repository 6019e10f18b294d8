import { checkSecret } from "../secret.js";
import type { ImportAccounts } from "../users/import-accounts.js";
import { subjectKey } from "./keys.js";
import type { Ledger } from "./ledger.js";

/**
 * The table `legacy_account`, for `recordImport`. The secret must be the handler's: who a legacy user is stands there only as an HMAC under it.
 * @throws TypeError without a usable secret.
 */
export function legacyAccounts(options: { ledger: Ledger; secret: string | Uint8Array }): ImportAccounts {
  const secret = checkSecret(options.secret);
  return {
    async record(account, authgearSub) {
      const key = subjectKey(secret, account);
      const record = { subjectKey: key, authgearSub, source: "import" } as const;
      return (await options.ledger.recordAccount(record)) ? "recorded" : "taken";
    },
  };
}
