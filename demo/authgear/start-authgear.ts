import { emulatorNodeListener, type AuthgearEmulator } from "authgear-session-migration/testing";
import { loopbackFetch } from "../loopback-fetch.js";
import type { Site } from "../site.js";
import { createAdminKey, type AdminKey } from "./admin-key.js";
import { importPeople, type PeopleImport } from "./import-people.js";
import { createProject, PROJECT_ID } from "./project.js";

/** The Authgear project while it runs. */
export interface Authgear {
  /** Public origin, as browsers see it. */
  readonly endpoint: string;
  /** Where the app's servers reach the Admin API: another host, as in a real deployment. */
  readonly adminEndpoint: string;
  readonly projectID: string;
  readonly key: AdminKey;
  /** Reaches the public origin from this machine. */
  readonly fetch: typeof fetch;
  readonly emulator: AuthgearEmulator;
  readonly people: PeopleImport;
}

/** Serves the emulator on its site and imports the people into it. */
export async function startAuthgear(site: Site, app: string): Promise<Authgear> {
  const key = await createAdminKey();
  const emulator = createProject({ publicOrigin: site.origin, app, adminPublicKey: key.publicKey });
  site.serve(emulatorNodeListener(emulator));
  const access = { endpoint: site.origin, projectID: PROJECT_ID, key, fetch: loopbackFetch(site) };
  return { ...access, adminEndpoint: site.loopback, emulator, people: await importPeople(access) };
}
