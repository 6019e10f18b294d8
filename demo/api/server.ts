import type { RequestListener, ServerResponse } from "node:http";
import type { Person } from "../people.js";
import { notesOf } from "./notes.js";
import type { TokenOwner, WhoseToken } from "./whose-token.js";

export interface APIOptions {
  readonly whoseToken: WhoseToken;
  /** The app's own record of this person, whichever provider vouches for them. */
  readonly personOf: (owner: TokenOwner) => Person | undefined;
}

/** The answer of `GET /api/notes`. */
export interface NotesAnswer {
  readonly provider: TokenOwner["provider"];
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  readonly notes: readonly string[];
}

/** The app's resource server: `GET /api/notes` with a bearer token of either provider (RFC 6750). */
export function apiServer(options: APIOptions): RequestListener {
  return (request, response) => {
    answer(request.headers.authorization, options).then(
      (body) => (body ? sendJSON(response, 200, body) : refuse(response)),
      () => sendJSON(response, 503, { error: "temporarily_unavailable" }),
    );
  };
}

async function answer(
  authorization: string | undefined,
  options: APIOptions,
): Promise<NotesAnswer | undefined> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
  const owner = token ? await options.whoseToken(token) : undefined;
  const person = owner ? options.personOf(owner) : undefined;
  return owner && person
    ? { ...owner, name: person.name, email: person.email, notes: notesOf(person) }
    : undefined;
}

function refuse(response: ServerResponse): void {
  response.setHeader("www-authenticate", 'Bearer error="invalid_token"');
  sendJSON(response, 401, { error: "invalid_token" });
}

function sendJSON(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
