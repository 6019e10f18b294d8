import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

/** A request on its way through a server of the demo. */
export interface Passing {
  readonly request: IncomingMessage;
  /** Path and query. */
  readonly url: string;
  readonly at: number;
  /** As far as the server has read it. */
  body(): string;
}

export interface Watcher {
  arrived(passing: Passing): void;
  /**
   * The server has answered; the browser has got nothing yet.
   *
   * @returns false if the answer shall be lost
   */
  answered(passing: Passing, answer: string): boolean | Promise<boolean>;
  /** The answer left, or the connection ended without one. */
  ended(passing: Passing, status: number | "dropped"): void;
}

/** The same server, watched: it notices nothing of it. */
export function watched(listener: RequestListener, watcher: Watcher): RequestListener {
  return (request, response) => {
    const body: Buffer[] = [];
    const push = request.push.bind(request);
    // Listening to `data` would begin to read the request before the server does.
    request.push = (chunk: unknown, encoding) => {
      if (chunk instanceof Uint8Array) body.push(Buffer.from(chunk));
      return push(chunk, encoding);
    };
    const passing: Passing = {
      request,
      url: request.url ?? "/",
      at: Date.now(),
      body: () => Buffer.concat(body).toString(),
    };
    watcher.arrived(passing);
    response.once("close", () => {
      watcher.ended(passing, response.writableFinished ? response.statusCode : "dropped");
    });
    interceptAnswer(response, (answer) => watcher.answered(passing, answer));
    listener(request, response);
  };
}

function interceptAnswer(
  response: ServerResponse,
  judge: (answer: string) => boolean | Promise<boolean>,
): void {
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown): void => {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  const write = response.write.bind(response) as (...args: unknown[]) => boolean;
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  response.write = (...args: unknown[]) => {
    keep(args[0]);
    return write(...args);
  };
  const finish = async (args: unknown[]): Promise<void> => {
    if (await judge(Buffer.concat(chunks).toString())) return void end(...args);
    // Broken off in the middle: Chromium sends a request again by itself if nothing of the answer came.
    write("{", () => response.destroy());
  };
  response.end = (...args: unknown[]) => {
    keep(args[0]);
    void finish(args);
    return response;
  };
}
