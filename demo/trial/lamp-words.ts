import type { Light } from "./lamps/lamp.js";

/** What a lamp says, beside its colour. */
export const WORDS: Readonly<Record<Light["state"], string>> = {
  good: "Good",
  broken: "Broken",
  unknown: "Not yet known",
};
