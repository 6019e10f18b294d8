import { parseJSON } from "../parse-json.js";

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/**
 * The value of a JSON text in which no object names a member twice (RFC 8725 section 2.4: parsers differ in which one counts);
 * `undefined` for anything else.
 */
export function parseUniqueJSON(text: string): unknown {
  const value = parseJSON(text);
  return value === undefined || repeatsMember(text) ? undefined : value;
}

/** Expects valid JSON. */
function repeatsMember(text: string): boolean {
  const open: Set<string>[] = [];
  let lastText = "";
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":") {
      // Escapes too: "a" and "\u0061" are one name.
      const member = String(parseJSON(lastText));
      const members = open.at(-1);
      if (members?.has(member)) return true;
      members?.add(member);
    } else if (token !== ",") lastText = token;
  }
  return false;
}
