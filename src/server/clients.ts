import { checkOrigin } from "./upstream-url.js";
import { wrongOption } from "./wrong-option.js";

/** One Authgear client (application), and the pages that may migrate to it. */
export interface ClientOptions {
  /** The exact origins of its pages, such as `https://app.example.com`; never derived from a request. */
  origins: readonly string[];
  /** The legacy session may be a cookie: its pages may send credentials. Default false. */
  cookie?: boolean;
  /** The handler lives on another site than its pages. Default false. */
  crossSite?: boolean;
}

export interface Client {
  clientID: string;
  origins: ReadonlySet<string>;
  cookie: boolean;
  crossSite: boolean;
}

/** The clients by id. A map, so that no name of an object's own finds anything. */
export type Clients = ReadonlyMap<string, Client>;

/** @throws TypeError naming the entry. */
export function checkClients(value: unknown): Clients {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) {
    throw wrongOption(
      "clients",
      value,
      'list them: { "<client id>": { origins: ["https://app.example.com"] } }',
    );
  }
  const entries = Object.entries<unknown>({ ...value });
  return new Map(entries.map(([clientID, options]) => [clientID, checkClient(clientID, options)]));
}

function checkClient(clientID: string, value: unknown): Client {
  const name = `clients["${clientID}"]`;
  const { origins, cookie, crossSite } = Object(value) as Record<string, unknown>;
  if (!Array.isArray(origins) || origins.length === 0) {
    throw wrongOption(`${name}.origins`, origins, "list the exact origins of its pages");
  }
  return {
    clientID,
    origins: new Set(origins.map((origin: unknown) => checkExactOrigin(`${name}.origins`, origin))),
    cookie: checkFlag(`${name}.cookie`, cookie),
    crossSite: checkFlag(`${name}.crossSite`, crossSite),
  };
}

function checkExactOrigin(name: string, value: unknown): string {
  // Pages inside an app shell have origins such as capacitor://localhost.
  const shell = typeof value === "string" && /^(?!https?:)[a-z][a-z0-9+.-]*:\/\/[a-z0-9.:-]+$/.test(value);
  if (shell) return value;
  const origin = checkOrigin(name, value);
  if (origin !== value) throw wrongOption(name, value, `write it as browsers send it: ${origin}`);
  return origin;
}

function checkFlag(name: string, value: unknown): boolean {
  if (value !== undefined && typeof value !== "boolean") throw wrongOption(name, value, "give true or false");
  return value === true;
}
