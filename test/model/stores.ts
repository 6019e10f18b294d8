import { tokenKey } from "../../src/authgear/token-key.js";
import { markerKey, parseMarker } from "../../src/migration/marker.js";
import { ledgerKeys } from "../../src/server/ledger/keys.js";
import type { LedgerRow } from "../../src/server/ledger/ledger.js";
import { CLIENT_ID } from "./authgear-side.js";
import { ISSUER, VERIFIER } from "./legacy-side.js";
import type { World } from "./types.js";

export const SECRET: string = "a secret of the model, long enough for the handler";
export const KEYS: { token: string; marker: string } = {
  token: tokenKey("default"),
  marker: markerKey(CLIENT_ID),
};

export const tokenOf = ({ local }: World): string | null => local.get()[KEYS.token] ?? null;
export const markerOf = ({ local }: World): ReturnType<typeof parseMarker> =>
  parseMarker(local.get()[KEYS.marker] ?? null);

/** What the ledger knows of a log-in at the old provider. */
export async function rowOf({ ledger, legacy }: World, name: string): Promise<LedgerRow | null> {
  const login = legacy.logins.get(name);
  if (!login) return null;
  const claims = { name: VERIFIER, issuer: ISSUER, subject: login.user, sessionId: name };
  return ledger.find(CLIENT_ID, ledgerKeys(Buffer.from(SECRET), claims).sessionKey);
}
