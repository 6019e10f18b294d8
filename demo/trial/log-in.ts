import { createHash, randomBytes } from "node:crypto";
import { request as send } from "node:http";
import { text } from "node:stream/consumers";
import { User, type UserProfile } from "oidc-client-ts";
import { APP_CLIENT_ID } from "../legacy/provider.js";
import { PASSWORD, type Person } from "../people.js";
import type { Site } from "../site.js";

/** What the old SDK would have stored after a log-in. */
export interface StoredLogIn {
  readonly key: string;
  readonly value: string;
  readonly tokens: readonly string[];
}

interface Answer {
  readonly location: string | undefined;
  readonly body: string;
}

type Ask = (target: string, form?: URLSearchParams) => Promise<Answer>;

/**
 * Signs a person in at the old provider as their browser would: its login page, the code, PKCE. For the demo only: a server
 * that knows passwords is no part of a migration.
 */
export async function logIn(legacy: Site, app: string, person: Person): Promise<StoredLogIn> {
  const ask = browserOf(legacy);
  const verifier = randomBytes(32).toString("base64url");
  const redirectURI = `${app}/v1/`;
  const wish = new URLSearchParams({
    client_id: APP_CLIENT_ID,
    redirect_uri: redirectURI,
    response_type: "code",
    scope: "openid profile email",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  let next = (await ask(`/auth?${wish}`)).location;
  while (next && !next.startsWith(redirectURI)) {
    const form = new URLSearchParams({ email: person.email, password: PASSWORD });
    next = (await ask(next, next.includes("/login/") ? form : undefined)).location;
  }
  const code = new URL(next ?? legacy.origin).searchParams.get("code");
  if (!code) throw new Error("The old provider did not let the demo person in");
  const { body } = await ask(
    "/token",
    new URLSearchParams({
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectURI,
      client_id: APP_CLIENT_ID,
      code_verifier: verifier,
    }),
  );
  return stored(`oidc.user:${legacy.origin}:${APP_CLIENT_ID}`, JSON.parse(body) as TokenAnswer);
}

interface TokenAnswer {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
  readonly token_type: string;
  readonly scope: string;
  readonly expires_in: number;
}

function stored(key: string, { expires_in, ...tokens }: TokenAnswer): StoredLogIn {
  const claims = Buffer.from(tokens.id_token.split(".")[1] ?? "", "base64url").toString();
  const user = new User({
    ...tokens,
    profile: JSON.parse(claims) as UserProfile,
    expires_at: Math.floor(Date.now() / 1_000) + expires_in,
  });
  const { access_token, refresh_token, id_token } = tokens;
  return { key, value: user.toStorageString(), tokens: [access_token, refresh_token, id_token] };
}

/** Goes to the site by its public name, which Node's resolver need not know, and keeps its cookies. */
function browserOf(site: Site): Ask {
  const cookies = new Map<string, string>();
  return (target, form) =>
    new Promise((resolve, reject) => {
      const { pathname, search } = new URL(target, site.origin);
      const headers = {
        host: new URL(site.origin).host,
        cookie: [...cookies].map((pair) => pair.join("=")).join("; "),
        ...(form && { "content-type": "application/x-www-form-urlencoded" }),
      };
      const method = form ? "POST" : "GET";
      const request = send(site.loopback + pathname + search, { method, headers }, (response) => {
        for (const line of response.headers["set-cookie"] ?? []) {
          const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
          cookies.set(name, value);
        }
        const { location } = response.headers;
        text(response).then((body) => resolve({ location, body }), reject);
      });
      request.once("error", reject).end(form?.toString());
    });
}
