import { sidOf } from "../../src/migration/marker.js";

/** What a container needs from its page. */
export interface ContainerHost {
  token(): string | null;
  setToken(token: string | null): void;
  now(): number;
  /** `/oauth2/token`: the answer, or a rejection where the network fails. */
  refresh(refreshToken: string): Promise<{ status: number; body: Record<string, unknown> }>;
  /** `/oauth2/revoke`. */
  revoke(refreshToken: string): Promise<void>;
}

/** The part of `@authgear/web` 6 that a migration meets, rule by rule as its contract describes them. */
export interface Container {
  configure(): void;
  persist(accessToken: string, expiresIn: number): void;
  refreshIfNeeded(): Promise<void>;
  accessToken(): string | undefined;
  /** Ends whatever session is stored, whatever the server says. */
  logout(): Promise<void>;
  isConfigured(): boolean;
}

const USED_OF_LIFE = 0.9;

export function createContainer({ token, setToken, now, refresh, revoke }: ContainerHost): Container {
  let configured = false;
  let signedIn = false;
  let access: { token: string; until: number } | undefined;
  let task: Promise<void> | undefined;

  const persist = (accessToken: string, expiresIn: number): void => {
    access = { token: accessToken, until: now() + expiresIn * 1000 * USED_OF_LIFE };
  };
  const clear = (): void => {
    setToken(null);
    signedIn = false;
    access = undefined;
  };
  const ask = async (): Promise<void> => {
    const stored = token();
    if (stored === null) {
      signedIn = false;
      access = undefined;
      return;
    }
    const { status, body } = await refresh(stored);
    const { access_token, expires_in, refresh_token, error } = body;
    if (status === 200 && typeof access_token === "string" && typeof expires_in === "number") {
      if (typeof refresh_token === "string") setToken(refresh_token);
      persist(access_token, expires_in);
    } else if (error === "invalid_grant") clear();
    else throw new Error("refresh");
  };
  return {
    configure() {
      configured = true;
      access = undefined;
      signedIn = sidOf(token()) !== undefined;
    },
    persist,
    async refreshIfNeeded() {
      if (!signedIn || (access && access.until > now())) return;
      try {
        await (task ??= ask());
      } finally {
        task = undefined;
      }
    },
    accessToken: () => access?.token,
    async logout() {
      const stored = token();
      if (stored === null) return;
      await revoke(stored).catch(() => undefined);
      clear();
    },
    isConfigured: () => configured,
  };
}
