import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type Provider from "oidc-provider";
import type { Everybody } from "../everybody.js";
import { PASSWORD, type Person } from "../people.js";
import { sendPage } from "../security-headers.js";
import { loginPage } from "./login-page.js";

const WRONG = "This e-mail and password do not belong together.";

/** Shows the form of one interaction and finishes it: `GET` and `POST /login/<uid>`. */
export async function login(
  provider: Provider,
  { app, everybody }: { readonly app: string; readonly everybody: Everybody },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  const action = `/login/${uid}`;
  // The browser follows the answer of the form through the provider back to the app.
  const policy = { scripts: false, formAction: [app] };
  if (request.method !== "POST") return sendPage(response, 200, loginPage({ action }), policy);
  const form = new URLSearchParams(await text(request));
  const email = form.get("email") ?? "";
  const person = authenticate(everybody, email, form.get("password") ?? "");
  if (!person) return sendPage(response, 401, loginPage({ action, email, error: WRONG }), policy);
  await provider.interactionFinished(request, response, { login: { accountId: person.id, amr: ["pwd"] } });
}

function authenticate(everybody: Everybody, email: string, password: string): Person | undefined {
  const digest = (value: string): Buffer => createHash("sha256").update(value).digest();
  const matches = timingSafeEqual(digest(password), digest(PASSWORD));
  return matches ? everybody.byEmail(email) : undefined;
}
