import { encodeBase64URL } from "../base64url.js";

const PREFIX = "session-migration ";

/** `deviceInfo` that shows as application name of the session, until its first web refresh wipes it (contract fact 13). */
export function markDevice(migrationID: string): string {
  return encodeBase64URL(
    JSON.stringify({ ios: { NSBundle: { CFBundleDisplayName: PREFIX + migrationID } } }),
  );
}

/** The migration id in the application name of a listed session, if it is marked. */
export function readDeviceMark(applicationName: unknown): string | undefined {
  if (typeof applicationName !== "string" || !applicationName.startsWith(PREFIX)) return undefined;
  const migrationID = applicationName.slice(PREFIX.length);
  return migrationID === "" ? undefined : migrationID;
}
