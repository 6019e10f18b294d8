import { isJSONObject, parseJSONObject } from "../http/json-object.js";
import type { JSONObject } from "../http/json-object.js";
import { decodeBase64url } from "./base64url.js";

/**
 * Reads `deviceInfo` or `x_device_info`: base64url of a JSON object. `createSession` takes any object; the
 * token endpoint wants one from which a device model can be told.
 */
export function readDeviceInfo(
  value: string,
  kind: "any" | "with a known model",
): JSONObject | undefined | "invalid" {
  if (value === "") return undefined;
  const text = decodeBase64url(value);
  const info = text === undefined ? undefined : parseJSONObject(text);
  if (!info) return "invalid";
  return kind === "any" || displayName(info) !== "" ? info : "invalid";
}

/** Shown as `applicationName` of a session; null without one. */
export function applicationName(info: JSONObject | undefined): string | null {
  const name =
    textAt(info, "ios", "NSBundle", "CFBundleDisplayName") || textAt(info, "android", "ApplicationInfoLabel");
  return name === "" ? null : name;
}

/**
 * Shown as `displayName`. The real server has a long table of models; the emulator knows one, and shows
 * others as they are.
 */
export function displayName(info: JSONObject | undefined): string {
  const machine = textAt(info, "ios", "uname", "machine");
  if (machine !== "") return machine === "iPhone14,4" ? "iPhone 13 mini" : machine;
  return [textAt(info, "android", "Build", "MANUFACTURER"), textAt(info, "android", "Build", "MODEL")]
    .filter(Boolean)
    .join(" ");
}

function textAt(info: JSONObject | undefined, ...path: string[]): string {
  const value = path.reduce<unknown>((at, key) => (isJSONObject(at) ? at[key] : undefined), info);
  return typeof value === "string" ? value : "";
}
