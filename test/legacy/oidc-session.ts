import { UserManager, WebStorageStateStore, type UserManagerSettings } from "oidc-client-ts";
import { oidcClient, type OidcClientOptions, type OidcSession } from "../../src/legacy/oidc-client.js";
import type { LegacyProvider } from "../../src/migration/provider.js";
import { APP, CLIENT_ID, type LegacyProviderUnderTest } from "./legacy-provider.js";

/** The app's UserManager; `navigations` and `frames` count what a migration must never do. */
export interface ManagerUnderTest {
  readonly manager: UserManager;
  readonly navigations: string[];
  readonly frames: string[];
  signIn(account: string): Promise<void>;
}

export function createManager(
  provider: LegacyProviderUnderTest,
  settings: Partial<UserManagerSettings> = {},
): ManagerUnderTest {
  const navigations: string[] = [];
  const frames: string[] = [];
  const navigator = (seen: string[]) => ({
    prepare: async () => ({
      navigate: async ({ url }: { url: string }) => (seen.push(url), { url }),
      close: () => undefined,
    }),
    callback: async () => undefined,
  });
  const manager = new UserManager(
    {
      authority: provider.issuer,
      client_id: CLIENT_ID,
      redirect_uri: `${APP}/callback`,
      silent_redirect_uri: `${APP}/silent`,
      userStore: new WebStorageStateStore({ store: localStorage }),
      automaticSilentRenew: false,
      revokeTokenAdditionalContentTypes: ["text/plain"],
      ...settings,
    },
    navigator(navigations),
    undefined,
    navigator(frames),
  );
  return {
    manager,
    navigations,
    frames,
    async signIn(account) {
      await manager.signinRedirect({ login_hint: account });
      await manager.signinRedirectCallback(await provider.browse(navigations.pop() ?? ""));
    },
  };
}

/** Moves the end of the stored access token into the past. */
export async function expire(manager: UserManager): Promise<void> {
  const user = await manager.getUser();
  if (!user) throw new Error("Nobody is signed in");
  user.expires_at = 1;
  await manager.storeUser(user);
}

/** What an app passes to the migration. */
export function adapter(
  { issuer }: LegacyProviderUnderTest,
  app: ManagerUnderTest,
  options: Partial<OidcClientOptions> | Record<string, unknown> = {},
): LegacyProvider<OidcSession> {
  const userManager = async (): Promise<UserManager> => app.manager;
  return oidcClient({
    userManager,
    send: "access_token",
    authority: issuer,
    client_id: CLIENT_ID,
    ...options,
  });
}

/** Signs in as the app does and reads the session as a migration does. */
export async function signedIn(
  server: LegacyProviderUnderTest,
  app: ManagerUnderTest,
  account = "anna",
): Promise<OidcSession> {
  await app.signIn(account);
  const session = await adapter(server, app).read(new AbortController().signal);
  if (!session) throw new Error("Nobody is signed in");
  return session;
}

/** How many requests like `POST /token` the provider sees while `work` runs, whatever becomes of it. */
export async function requestsOf(
  { requests }: LegacyProviderUnderTest,
  request: string,
  work: () => Promise<unknown>,
): Promise<number> {
  const before = requests.length;
  await work().catch(() => undefined);
  return requests.slice(before).filter((seen) => seen === request).length;
}
