import { importPKCS8, SignJWT } from "jose";
import type { AdminKey } from "./admin-key.js";

/** A short-lived JWT for the project's Admin API. */
export async function adminToken({ projectID, key }: { projectID: string; key: AdminKey }): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: "RS256", kid: key.keyID, typ: "JWT" })
    .setAudience(projectID)
    .setIssuedAt()
    .setExpirationTime("5 minutes")
    .sign(await importPKCS8(key.privateKey, "RS256"));
}
