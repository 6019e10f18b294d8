import type { Facts } from "../facts.js";

/** Whether a promise was kept in this trial. */
export interface Light {
  readonly state: "good" | "broken" | "unknown";
  /** In numbers, from the servers alone; or why it cannot be known. */
  readonly evidence: string;
}

/** @param over nothing is left to happen: what did not break by now is kept */
export type Lamp = (facts: Facts, over: boolean) => Light;

export function good(evidence: string): Light {
  return { state: "good", evidence };
}

export function broken(evidence: string): Light {
  return { state: "broken", evidence };
}

export function unknown(evidence: string): Light {
  return { state: "unknown", evidence };
}

/** A number of milliseconds for a person. */
export function ms(value: number): string {
  return `${Math.round(value).toLocaleString("en")} ms`;
}

export function count(number: number, one: string, more = `${one}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : more}`;
}
