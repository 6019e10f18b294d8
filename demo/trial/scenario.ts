export type FaultName =
  | "none"
  | "lose-reply"
  | "answer-503"
  | "answer-html"
  | "storage-full"
  | "wipe-storage"
  | "kill-tab"
  | "freeze"
  | "sign-out"
  | "five-tabs";
export type CodeName = "ours" | "sample";

/** Something that a trial can be made of. */
export interface Choice<Name extends string = string> {
  readonly name: Name;
  readonly label: string;
  readonly detail: string;
}

/** What a trial does to the migration. */
export const FAULTS: readonly Choice<FaultName>[] = [
  { name: "none", label: "No fault", detail: "Everything works." },
  { name: "lose-reply", label: "Lose the reply", detail: "The exchange acts; its answer never arrives." },
  { name: "answer-503", label: "Answer 503", detail: "The exchange is down for the first page." },
  { name: "answer-html", label: "Answer HTML", detail: "A proxy answers for the exchange, with 200." },
  { name: "storage-full", label: "Storage full", detail: "localStorage takes nothing more." },
  {
    name: "wipe-storage",
    label: "Logout wipes all",
    detail: "The old SDK forgets by localStorage.clear().",
  },
  { name: "kill-tab", label: "Kill the tab", detail: "The page is gone while the exchange is under way." },
  { name: "freeze", label: "Freeze 10 s", detail: "The page stands still when the exchange is answered." },
  { name: "sign-out", label: "Sign out now", detail: "The user leaves while the exchange is under way." },
  { name: "five-tabs", label: "Open five tabs", detail: "All of them load at the same moment." },
];

/** What migrates the user. */
export const CODES: readonly Choice<CodeName>[] = [
  { name: "ours", label: "Our SDK", detail: "migrateOnLoad, as in the README." },
  { name: "sample", label: "The usual sample code", detail: "Five steps, as guides show them." },
];

export interface Scenario {
  readonly fault: FaultName;
  readonly code: CodeName;
}

export const PLAIN: Scenario = { fault: "none", code: "ours" };

/** Reads what a link names; a name that is left out is the plain one. A string says what is wrong. */
export function parseScenario(get: (name: "fault" | "code") => string | null): Scenario | string {
  const fault = get("fault") ?? PLAIN.fault;
  const code = get("code") ?? PLAIN.code;
  const knownFault = FAULTS.find(({ name }) => name === fault)?.name;
  if (!knownFault) return unknownName("fault", fault, FAULTS);
  const knownCode = CODES.find(({ name }) => name === code)?.name;
  return knownCode ? { fault: knownFault, code: knownCode } : unknownName("code", code, CODES);
}

function unknownName(what: string, name: string, known: readonly Choice[]): string {
  return `There is no ${what} “${name}”. Known are: ${known.map((each) => each.name).join(", ")}.`;
}
