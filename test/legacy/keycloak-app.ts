import Keycloak, { type KeycloakInitOptions } from "keycloak-js";
import { vi } from "vitest";
import { keycloak } from "../../src/legacy/keycloak.js";
import { CLIENT_ID, REALM, SILENT, type KeycloakServer } from "./keycloak-server.js";
import { APP } from "./legacy-provider.js";
import { inTwoHours, type AppUnderTest } from "./use-app.js";

// Every browser of keycloak-js has it, Node 20 has not.
Object.assign(Promise, {
  withResolvers() {
    let settle = {};
    const promise = new Promise((resolve, reject) => (settle = { resolve, reject }));
    return { promise, ...settle };
  },
});

export interface KeycloakApp extends AppUnderTest {
  readonly keycloak: Keycloak;
}

export interface Browser {
  init?: KeycloakInitOptions;
  /** Whether Keycloak sees its cookies in an iframe. */
  thirdPartyCookies?: "supported" | "unsupported";
}

/** A browser that nobody has used yet. */
export async function createKeycloakApp(
  server: KeycloakServer,
  { init, thirdPartyCookies = "supported" }: Browser = {},
): Promise<KeycloakApp> {
  const cookies = new Map<string, string>();
  let inIFrame = cookies;
  // happy-dom complains of a flag of `sandbox` that it does not know: other elements have no such attribute.
  const element = document.createElement("div");
  vi.spyOn(document, "createElement").mockImplementation(() =>
    Object.assign(element.cloneNode() as HTMLElement, { contentWindow: null }),
  );
  // The frames of the SDK never come into the page; what would be in them answers.
  vi.spyOn(document.body, "removeChild").mockImplementation((frame) => frame);
  vi.spyOn(document.body, "appendChild").mockImplementation((node) => {
    const url = (node as unknown as HTMLIFrameElement).getAttribute("src") ?? "";
    const tell = (data: string, origin: string): boolean =>
      window.dispatchEvent(new MessageEvent("message", { data, origin, source: null }));
    const logIn = async (): Promise<void> => {
      const seen = thirdPartyCookies === "supported" ? inIFrame : new Map<string, string>();
      tell(await server.browse(url, seen), APP);
    };
    if (url.includes("3p-cookies")) queueMicrotask(() => tell(thirdPartyCookies, server.origin));
    else void logIn();
    return node;
  });

  const open = async (jar = cookies): Promise<Keycloak> => {
    inIFrame = jar;
    const opened = new Keycloak({ url: server.origin, realm: REALM, clientId: CLIENT_ID });
    await opened.init({
      onLoad: "check-sso",
      silentCheckSsoRedirectUri: SILENT,
      checkLoginIframe: false,
      ...init,
    });
    return opened;
  };
  const logIn = async (account: string, jar = cookies): Promise<void> => {
    jar.clear();
    const url = await sdk.createLoginUrl({ loginHint: account, redirectUri: `${APP}/` });
    await server.browse(url, jar);
  };
  let sdk = await open();
  return {
    get keycloak() {
      return sdk;
    },
    requests: server.requests,
    fault: server.fault,
    provider: (options) => keycloak({ client: async () => sdk, send: "access_token", ...options }),
    async signIn(account) {
      await logIn(account);
      sdk = await open();
    },
    async signOut() {
      cookies.clear();
      sdk = await open();
    },
    async reload() {
      sdk = await open();
    },
    expire: inTwoHours,
    async otherDevice(account) {
      const jar = new Map<string, string>();
      await logIn(account, jar);
      const device = await open(jar);
      return () => device.updateToken(-1);
    },
    alive: ({ accessToken = "" }) => server.accepts(accessToken),
  };
}
