import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createSessionResolver } from "../../src/server/index.js";
import type { AppParts } from "./world.js";

/** The answer of the app's own API to who is asking. */
export interface Me {
  readonly status: number;
  readonly session?: "authgear" | "legacy";
  readonly userID?: string | null;
}

/** The API of the app's origin: it answers every request with who is asking. */
export function appAPI(
  parts: Pick<AppParts, "origins" | "verifier" | "ledger" | "secret" | "fetch">,
): RequestListener {
  let forgotten = 0;
  const resolve = createSessionResolver({
    authgear: { endpoint: parts.origins.authgear, clientIDs: ["spa", "rotating"] },
    verifiers: parts.verifier,
    ledger: parts.ledger,
    secret: parts.secret,
    fetch: parts.fetch,
    // It remembers an answer for half a minute: here it asks Authgear each time.
    now: () => Date.now() + (forgotten += 31_000),
  });
  const answerMe = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { authorization } = request.headers;
    const session = await resolve({ headers: new Headers(authorization ? { authorization } : {}) });
    const status = !session ? 401 : "problem" in session ? session.status : 200;
    const body = session && "session" in session ? { session: session.session, userID: session.userID } : {};
    response.writeHead(200, { "cache-control": "no-store", "content-type": "application/json" });
    response.end(JSON.stringify({ status, ...body }));
  };
  return (request, response) => void answerMe(request, response);
}
