/** What a page tells its reader to do, in order. */
export type Step =
  | { readonly save: string; readonly text: string }
  | { readonly run: readonly string[] }
  | { readonly start: string; readonly until: string }
  | { readonly look: string };

/**
 * Reads a page as its reader does. The sentence before a block says what it is for: it ends with the name of a file, or tells of a terminal
 * of its own; other commands are run one after the other. The items of a numbered list are for the browser.
 *
 * @throws Error at a block of which the page does not say what to do with it
 */
export function stepsOf(page: string): Step[] {
  const parts = page.matchAll(/^```(\w+)\n(.*?)^```$|^\d+\. ([^\n]*(?:\n {2,}[^\n]*)*)/gms);
  return [...parts].map(({ index, 1: language, 2: text = "", 3: item }) => {
    if (item !== undefined) return { look: item.replaceAll(/\s+/g, " ") };
    const sentence = page.slice(0, index).trimEnd().split("\n\n").at(-1)?.replaceAll("\n", " ") ?? "";
    if (language !== "sh") return { save: told(sentence, / `([\w./-]+)`:$/), text };
    if (!/terminal of its own/.test(sentence)) return { run: text.trim().split("\n") };
    return { start: text.trim(), until: told(sentence, /until it says `([^`]+)`:$/) };
  });
}

function told(sentence: string, by: RegExp): string {
  const [, found] = by.exec(sentence) ?? [];
  if (found === undefined) throw new Error(`The page does not say what to do after: ${sentence}`);
  return found;
}
