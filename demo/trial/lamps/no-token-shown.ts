import { broken, count, good, unknown, type Lamp } from "./lamp.js";

/** Promise 7, as far as servers can see it. */
export const noTokenShown: Lamp = ({ search: { texts, tokens, found } }, over) => {
  const seen = `${count(tokens, "token")} of this trial searched for in ${count(texts, "text")}: URLs of three servers, events reported by the page, log lines of the exchange`;
  if (found.length > 0) return broken(`${seen}. Found in ${found.join(", ")}.`);
  const rest = "What stays in the browser, servers cannot see.";
  return over ? good(`${seen}. None found. ${rest}`) : unknown(`So far none: ${seen}.`);
};
