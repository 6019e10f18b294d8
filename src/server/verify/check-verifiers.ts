import { wrongOption } from "../wrong-option.js";
import type { Verifier } from "./verifier.js";

/** One verifier or several, as a list. @throws TypeError unless each has a name of its own. */
export function checkVerifiers(value: Verifier | readonly Verifier[]): readonly Verifier[] {
  const verifiers: readonly Verifier[] = Array.isArray(value) ? value : [value];
  if (verifiers.length === 0 || verifiers.some((one) => typeof one?.verify !== "function")) {
    throw wrongOption("verifiers", value, "give a verifier such as jwtVerifier({ … }), or a list of them");
  }
  const names = verifiers.map(({ name }) => name);
  const twice = names.find(
    (name, index) => typeof name !== "string" || name === "" || names.indexOf(name) < index,
  );
  if (twice === undefined) return verifiers;
  throw wrongOption("verifiers", twice, "give each verifier a name of its own");
}
