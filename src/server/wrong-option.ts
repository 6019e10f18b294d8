/**
 * The error for an option that cannot work: names the option in quotes, says what it got and how to put it right.
 * Only for options that hold no secret: what it got is part of the message.
 */
export function wrongOption(name: string, got: unknown, fix: string): TypeError {
  return new TypeError(`"${name}" is ${describe(got)}: ${fix}`);
}

function describe(value: unknown): string {
  if (typeof value === "string")
    return value.length > 80 ? `a text of ${value.length} characters` : JSON.stringify(value);
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
  return `a value of type ${typeof value}`;
}

/** @throws TypeError unless the option is a text of 1 to 2,048 characters. */
export function checkText(name: string, value: unknown, fix: string): string {
  if (typeof value !== "string" || value === "" || value.length > 2048) throw wrongOption(name, value, fix);
  return value;
}

/** A text or a list of texts, as a list. @throws TypeError if it is empty or holds anything else. */
export function checkTexts(name: string, value: unknown, fix: string): readonly string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw wrongOption(name, value, fix);
  return list.map((member) => checkText(name, member, fix));
}
