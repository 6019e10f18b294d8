import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";

const ORIGIN = "http://app.localhost";
/** What the app sets beside the session cookie, for script to read. */
const MARKER = "signed-in";

/** A browser with its cookies, beside the app's own server: better-auth, sessions in HttpOnly cookies. */
export interface CookieBrowser {
  /** `document.cookie`: what script can see. */
  visible(): string;
  signIn(account: string): Promise<void>;
  /** A request of the page to the app's own log-in API. */
  post(path: string, body?: object): Promise<Response>;
  /** Removes the marker, as the app does when it knows of a sign-out. */
  unmark(): void;
  /** The user whom the server sees behind the cookies. */
  user(): Promise<string | undefined>;
}

export type CookieServer = (request: Request) => Promise<Response>;

export function startCookieServer(): CookieServer {
  const db = { user: [], session: [], account: [], verification: [] };
  const auth = betterAuth({
    baseURL: ORIGIN,
    secret: "a secret of a test, which nobody else has to know",
    database: memoryAdapter(db),
    emailAndPassword: {
      enabled: true,
      // Its hash takes half a second.
      password: { hash: async (text) => text, verify: async ({ hash, password }) => hash === password },
    },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    logger: { disabled: true },
  });
  return auth.handler;
}

export function createCookieBrowser(server: CookieServer): CookieBrowser {
  const cookies = new Map<string, { value: string; httpOnly: boolean }>();
  const send = async (path: string, init?: RequestInit): Promise<Response> => {
    const cookie = [...cookies].map(([name, { value }]) => `${name}=${value}`).join("; ");
    const headers = { cookie, origin: ORIGIN, "content-type": "application/json" };
    const response = await server(new Request(`${ORIGIN}/api/auth${path}`, { ...init, headers }));
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, { value, httpOnly: /httponly/i.test(line) });
    }
    return response;
  };
  const post = (path: string, body: object = {}): Promise<Response> =>
    send(path, { method: "POST", body: JSON.stringify(body) });
  return {
    visible: () =>
      [...cookies]
        .filter(([, { httpOnly }]) => !httpOnly)
        .map(([name, { value }]) => `${name}=${value}`)
        .join("; "),
    async signIn(account) {
      const who = { email: `${account}@example.com`, password: `the password of ${account}` };
      const known = await post("/sign-in/email", who);
      const { ok } = known.ok ? known : await post("/sign-up/email", { ...who, name: account });
      if (!ok) throw new Error("Nobody is signed in");
      cookies.set(MARKER, { value: "1", httpOnly: false });
    },
    post,
    unmark: () => void cookies.delete(MARKER),
    async user() {
      const session = (await (await send("/get-session")).json()) as { user: { name: string } } | null;
      return session?.user.name;
    },
  };
}
