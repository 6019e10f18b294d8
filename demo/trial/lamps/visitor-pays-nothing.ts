import { isExchange } from "../faults.js";
import { broken, count, good, unknown, type Lamp } from "./lamp.js";

/** Promise 8: the page was loaded once without any session, before the old provider's was put into the browser. */
export const visitorPaysNothing: Lamp = ({ visitor }) => {
  if (!visitor) return unknown("The load without a session comes first, and is not over.");
  const { requests, parts } = visitor;
  const asked = requests.filter(({ site, path }) => site !== "app" || isExchange(path));
  const files = requests.filter(({ path }) => path.startsWith("/assets/"));
  const unneeded = parts.filter((part) => part !== "Authgear SDK");
  const late = unneeded.length > 0 ? `the ${unneeded.join(" and the ")}` : "neither engine nor old SDK";
  const seen = `A load without a session: ${count(files.length, "file")} of the page, ${late}, ${count(asked.length, "request")} to the exchange, the old provider or Authgear. IndexedDB, servers cannot see.`;
  return unneeded.length > 0 || asked.length > 0 ? broken(seen) : good(seen);
};
