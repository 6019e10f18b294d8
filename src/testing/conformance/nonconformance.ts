/** The implementation does something else than the protocol says. The message goes into the report: no part of an answer stands in it. */
export class Nonconformance extends Error {
  override readonly name = "Nonconformance";
}

/** @throws Nonconformance unless it holds. */
export function demand(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Nonconformance(otherwise);
}
