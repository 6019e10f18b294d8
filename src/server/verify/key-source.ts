import type { VerificationKey } from "./verification-key.js";
import type { VerifyResult } from "./verifier.js";

/** Where a verifier has its keys from. Finds by key id and algorithm alone; no header of a token can name a place. */
export interface KeySource {
  find(
    kid: string | undefined,
    algorithm: string,
  ): Promise<VerificationKey | Extract<VerifyResult, { ok: false }>>;
}
