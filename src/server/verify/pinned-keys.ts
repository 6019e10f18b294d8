import type { KeySource } from "./key-source.js";
import { invalid } from "./refusal.js";
import type { VerificationKey } from "./verification-key.js";

/**
 * Keys that are part of the configuration, believed until `notAfter`: a provider that is switched off no longer guards the private
 * halves. A token without `kid` is good only where there is a single key.
 */
export function pinnedKeys(keys: readonly VerificationKey[], notAfter: Date, now: () => number): KeySource {
  const [only, ...others] = keys;
  const sole = others.length === 0 ? only : undefined;
  return {
    async find(kid, algorithm) {
      if (now() >= notAfter.getTime()) return invalid("keys-expired");
      if (sole && (kid === undefined || sole.kid === undefined))
        return sole.algorithm === algorithm ? sole : invalid("alg");
      if (kid === undefined) return invalid("no-kid");
      const named = keys.filter((key) => key.kid === kid);
      return (
        named.find((key) => key.algorithm === algorithm) ?? invalid(named.length > 0 ? "alg" : "unknown-kid")
      );
    },
  };
}
