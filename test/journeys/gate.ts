import {
  request as send,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { openSite, type Site } from "../../demo/site.js";

/** What a browser asked for, in the order of arrival. */
export interface SeenRequest {
  /** Method, site and path, such as `POST app/session-migration`. */
  readonly route: string;
  /** As sent to the browser; `dropped` where nothing was, undefined while it is under way. */
  status: number | "dropped" | undefined;
  /** As text: where promises about tokens are looked for. */
  readonly url: string;
  readonly body: string;
  /** What the server answered, whether or not the browser got it. */
  answer: string;
}

/** An answer that no server of the world gave. */
export interface CannedAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Before the server sees the request, or after it has acted and answered. */
export type When = "before" | "after";

/** Strikes every request of its route until it is lifted. */
export interface Fault {
  hits(): number;
  lift(): void;
}

export interface Hold extends Fault {
  /** Resolves when the first request is held. */
  readonly reached: Promise<void>;
  /** Lets what is held go on, and what comes later. */
  release(): void;
}

/**
 * Stands between the browser and every server: counts what passes, and loses, holds or replaces it. A route is `METHOD site/path`;
 * `*` in the place of the method or at the end stands for anything.
 */
export interface Gate {
  /** A public origin `http://<name>.localhost`, whose requests go on to the server on `port` of this machine. */
  open(name: string, port: number): Promise<Site>;
  drop(route: string, when: When): Fault;
  /** Lets the server act, and loses the connection in the middle of its answer. */
  cut(route: string): Fault;
  hold(route: string, when: When): Hold;
  answer(route: string, answer: CannedAnswer): Fault;
  requests(route?: string): readonly SeenRequest[];
  /** Lifts every fault and forgets what was seen. */
  clear(): void;
}

interface ArmedFault {
  readonly route: string;
  readonly when: When;
  readonly act: (response: ServerResponse) => "dropped" | number | Promise<void>;
  hits: number;
}

export function createGate(): Gate {
  let faults: ArmedFault[] = [];
  let seen: SeenRequest[] = [];
  let releases: (() => void)[] = [];

  const arm = (route: string, when: When, act: ArmedFault["act"]): Fault => {
    const fault: ArmedFault = { route, when, act, hits: 0 };
    faults.push(fault);
    return { hits: () => fault.hits, lift: () => void (faults = faults.filter((other) => other !== fault)) };
  };
  /** True: the request ended here. */
  const strike = async (entry: SeenRequest, when: When, response: ServerResponse): Promise<boolean> => {
    for (const fault of faults.filter((each) => each.when === when && fits(each.route, entry.route))) {
      fault.hits += 1;
      const ended = await fault.act(response);
      if (ended === undefined) continue;
      entry.status = ended;
      return true;
    }
    return false;
  };
  const pass = async (
    site: string,
    port: number,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const url = request.url ?? "/";
    const body = await read(request);
    const route = `${request.method} ${site}${url.split("?")[0]}`;
    const entry: SeenRequest = { route, url, body: body.toString(), answer: "", status: undefined };
    seen.push(entry);
    if (await strike(entry, "before", response)) return;
    const answer = await forward(port, request, body);
    entry.answer = answer.body.toString();
    if (await strike(entry, "after", response)) return;
    entry.status = answer.status;
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };

  return {
    async open(name, port) {
      const site = await openSite(name, 0);
      site.serve((request, response) => {
        pass(name, port, request, response).catch(() => request.socket.destroy());
      });
      return site;
    },
    drop: (route, when) =>
      arm(route, when, ({ socket }) => {
        socket?.destroy();
        return "dropped";
      }),
    cut: (route) =>
      arm(route, "after", (response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": 4_000 });
        response.write('{"protocol":1,', () => response.socket?.destroy());
        return "dropped";
      }),
    hold(route, when) {
      let reach = (): void => undefined;
      let release = (): void => undefined;
      const reached = new Promise<void>((resolve) => (reach = resolve));
      const released = new Promise<void>((resolve) => (release = resolve));
      releases.push(release);
      const fault = arm(route, when, () => {
        reach();
        return released;
      });
      return { ...fault, reached, release };
    },
    answer: (route, { status, type, body, headers }) =>
      arm(route, "before", (response) => {
        response.writeHead(status, { ...headers, "content-type": type }).end(body);
        return status;
      }),
    requests: (route = "* *") => seen.filter((entry) => fits(route, entry.route)),
    clear() {
      for (const release of releases) release();
      [faults, seen, releases] = [[], [], []];
    },
  };
}

function fits(pattern: string, route: string): boolean {
  const [method, rest = ""] = pattern.split(" ");
  const [actual, target = ""] = route.split(" ");
  if (method !== "*" && method !== actual) return false;
  return rest.endsWith("*") ? target.startsWith(rest.slice(0, -1)) : target === rest;
}

interface Forwarded {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

// The name that the browser called stays in `Host`.
function forward(port: number, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Forwarded> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path: url, headers, agent: false, ...(method && { method }) };
    const request = send(options, (answer) => {
      read(answer).then(
        (received) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: received }),
        reject,
      );
    });
    request.once("error", reject);
    request.end(body);
  });
}

async function read(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) if (chunk instanceof Buffer) chunks.push(chunk);
  return Buffer.concat(chunks);
}
