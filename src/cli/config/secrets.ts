import { asRecord } from "../../server/as-record.js";
import { CLIENT_AUTH } from "./known-keys.js";
import { readSecret, type SecretPlaces } from "./read-secret.js";
import type { Wrong } from "./wrong.js";

/** Reads the secrets of one config, and remembers them: what is logged must not hold any of them. */
export interface Secrets {
  readonly texts: readonly string[];
  /** The text, or the stand-in where there is none; what is wrong has been noted then. */
  read(path: string, source: unknown, standIn: string): string;
  /** The same for what a `ClientAuth` holds. */
  clientAuth(path: string, value: unknown): unknown;
}

export function createSecrets(places: SecretPlaces, wrong: Wrong): Secrets {
  const texts: string[] = [];
  const read: Secrets["read"] = (path, source, standIn) => {
    const found = readSecret(path, source, places);
    if ("wrong" in found) {
      wrong.add(found.wrong);
      return standIn;
    }
    texts.push(found.text);
    return found.text;
  };
  return {
    texts,
    read,
    clientAuth(path, value) {
      if (typeof value !== "object" || value === null) return value;
      wrong.unknownKeys(`${path}.`, value, CLIENT_AUTH);
      const auth: Record<string, unknown> = { ...asRecord(value) };
      for (const key of ["clientSecret", "bearer"]) {
        if (auth[key] !== undefined) auth[key] = read(`${path}.${key}`, auth[key], "x");
      }
      return auth;
    },
  };
}
