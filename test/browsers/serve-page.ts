import { createServer } from "node:http";

/** A page on an origin of its own, which every engine takes for a secure context. */
export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves this HTML at every path of `http://app.localhost` on a free port, but for those of its scripts.
 *
 * @param scripts their code, by path
 */
export async function servePage(
  html: string,
  scripts: Readonly<Record<string, string>> = {},
): Promise<ServedPage> {
  const server = createServer(({ url = "/" }, response) => {
    const script = scripts[url];
    if (script !== undefined) {
      response.writeHead(200, { "Content-Type": "text/javascript; charset=utf-8" }).end(script);
      return;
    }
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("No port");
  return {
    url: `http://app.localhost:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
