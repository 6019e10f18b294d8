import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

const SAY = 'say { env: "NAME" }, or { file: "path" } with a file of mode 0600';

/** Where secrets may come from. */
export interface SecretPlaces {
  env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start. */
  folder: string;
}

/**
 * The text of a secret, or why there is none. What is wrong never holds any part of the value.
 */
export function readSecret(
  path: string,
  source: unknown,
  places: SecretPlaces,
): { text: string } | { wrong: string } {
  if (source === undefined || source === null) return { wrong: `"${path}" is missing: ${SAY}` };
  if (typeof source !== "object" || source instanceof Uint8Array) {
    return {
      wrong: `"${path}" is written into the config, where a secret must not be (process.env.NAME counts as written): ${SAY}`,
    };
  }
  const entries = Object.entries(source);
  const [name, value] = entries[0] ?? [];
  if (entries.length !== 1 || typeof value !== "string" || value === "") {
    return { wrong: `"${path}" names no place of a secret: ${SAY}` };
  }
  if (name === "env") return fromEnvironment(path, value, places);
  return name === "file"
    ? fromFile(path, value, places)
    : { wrong: `"${path}" names no place of a secret: ${SAY}` };
}

function fromEnvironment(
  path: string,
  name: string,
  { env }: SecretPlaces,
): { text: string } | { wrong: string } {
  const text = env[name];
  if (text !== undefined && text !== "") return { text };
  const what = text === undefined ? "not set" : "empty";
  return { wrong: `"${path}" is to come from the environment variable ${name}, which is ${what}: set it` };
}

function fromFile(
  path: string,
  name: string,
  { folder }: SecretPlaces,
): { text: string } | { wrong: string } {
  const file = resolve(folder, name);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, "r");
    // Looked at through the same descriptor that is read: the name may mean another file a moment later.
    const mode = fstatSync(descriptor).mode & 0o777;
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      const octal = mode.toString(8).padStart(4, "0");
      return {
        wrong: `"${path}" is in ${file}, which others may read (mode ${octal}): run chmod 600 ${file}`,
      };
    }
    const text = readFileSync(descriptor, "utf8").replace(/\r?\n$/, "");
    return text === ""
      ? { wrong: `"${path}" is in ${file}, which is empty: write the secret into it` }
      : { text };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    return { wrong: `"${path}" is in ${file}, which cannot be read (${code}): make it, with mode 0600` };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
