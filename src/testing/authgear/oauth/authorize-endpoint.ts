import { escapeHTML } from "../http/escape-html.js";
import type { Incoming } from "../http/incoming.js";
import { routerText } from "../http/responses.js";
import { findByLoginID } from "../model/add-identity.js";
import { normaliseLoginID } from "../model/login-id.js";
import { randomToken } from "../model/random-token.js";
import { isDisabled } from "../model/user.js";
import type { User } from "../model/user.js";
import type { World } from "../model/world.js";

const CODE_LIFETIME_MS = 5 * 60 * 1000;

/**
 * `GET|POST /oauth2/authorize`: a convenience of the emulator, not Authgear's login. One form for a login ID
 * and a password; a user without a password needs none. It makes no cookie, so every visit asks again.
 */
export function authorizeEndpoint(world: World, incoming: Incoming): Response {
  const { query } = incoming;
  const client = world.settings.clients.get(query.get("client_id") ?? "");
  const redirectURI = query.get("redirect_uri") ?? "";
  if (!client?.redirectURIs.includes(redirectURI))
    return routerText("invalid client ID or redirect URI\n", 400);
  if (incoming.method === "GET") return form(query.get("login_hint") ?? "", "");
  const entered = new URLSearchParams(incoming.body);
  const user = signIn(world, entered.get("login_id") ?? "", entered.get("password") ?? "");
  if (!user) return form(entered.get("login_id") ?? "", "No such user, or wrong password.");
  user.lastLoginAt = world.now();
  const code = randomToken();
  world.codes.set(code, {
    clientID: client.clientID,
    userID: user.id,
    redirectURI,
    codeChallenge: query.get("code_challenge") ?? undefined,
    scopes: (query.get("scope") ?? "").split(" ").filter(Boolean),
    authTime: world.now(),
    expiresAt: world.now() + CODE_LIFETIME_MS,
  });
  return redirect(redirectURI, query, code);
}

function signIn(world: World, loginID: string, password: string): User | undefined {
  for (const key of ["email", "phone", "username"] as const) {
    const value = normaliseLoginID(world.settings, key, loginID);
    const user = value === undefined ? undefined : findByLoginID(world, value);
    if (user && !isDisabled(user, world.now()))
      return (user.password ?? password) === password ? user : undefined;
  }
  return undefined;
}

function redirect(redirectURI: string, query: URLSearchParams, code: string): Response {
  const answer = new URLSearchParams({ code });
  const state = query.get("state");
  if (state !== null) answer.set("state", state);
  const location = new URL(redirectURI);
  if (query.get("response_mode") === "fragment") location.hash = answer.toString();
  else for (const [name, value] of answer) location.searchParams.set(name, value);
  return new Response(null, {
    status: 303,
    headers: { Location: location.href, "Cache-Control": "no-store" },
  });
}

function form(loginID: string, problem: string): Response {
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sign in (Authgear emulator)</title>
<h1>Sign in</h1>
<p role="alert">${escapeHTML(problem)}</p>
<form method="post">
<p><label>Login ID <input name="login_id" value="${escapeHTML(loginID)}" autofocus></label></p>
<p><label>Password <input name="password" type="password"></label></p>
<p><button>Sign in</button></p>
</form>
</html>`;
  return new Response(html, {
    headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" },
  });
}
