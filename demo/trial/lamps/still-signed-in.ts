import { API } from "../visits.js";
import { broken, count, good, ms, unknown, type Lamp } from "./lamp.js";

/** Promise 1: the API never refuses a user who did not sign out. */
export const stillSignedIn: Lamp = ({ requests, signedOutAt = Infinity }, over) => {
  const calls = requests.filter(({ path, at }) => path === API && at < signedOutAt);
  const refused = calls.filter(({ status }) => status === 401);
  const [first] = refused;
  if (first) {
    return broken(
      `The API answered 401 to ${refused.length} of ${count(calls.length, "call")} of a user who did not sign out, first at ${ms(first.at)}.`,
    );
  }
  if (calls.length === 0) {
    return unknown(over ? "The user signed out before the app called its API." : "No call of the API yet.");
  }
  const seen = `${count(calls.length, "call")} of the API, 0 answered 401.`;
  return over ? good(seen) : unknown(`So far: ${seen}`);
};
