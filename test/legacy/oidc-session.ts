import { UserManager, WebStorageStateStore, type UserManagerSettings } from "oidc-client-ts";
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
