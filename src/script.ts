import type { WebContainer } from "@authgear/web";
import { type Migration, migrateOnLoad as begin } from "./front-door/migrate-on-load.js";
import type { MigrateOptions } from "./front-door/options.js";

export { isMigrationError } from "./error.js";
export { oidcClient } from "./legacy/oidc-client.js";
export { storedToken } from "./legacy/stored-token.js";

/** What `authgear-web.iife.js` leaves on the page. */
interface Page {
  authgear?: { default?: WebContainer };
}

const onPage = (): WebContainer | undefined => (globalThis as Page).authgear?.default;

// A page may load the SDK after this script, or fail to; then the user stays where they are.
async function later(): Promise<WebContainer> {
  const container = onPage();
  if (container) return container;
  throw new TypeError(
    'AuthgearSessionMigration: the page has no "authgear". Load authgear-web.iife.js, or pass "authgear.container"',
  );
}

/** As in the package, with the container of the page's own `authgear-web.iife.js` where none is given. */
export function migrateOnLoad(options: MigrateOptions): Migration {
  const { authgear } = options;
  return begin({
    ...options,
    authgear: { ...authgear, container: authgear?.container ?? onPage() ?? later },
  });
}
