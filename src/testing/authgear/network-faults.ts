import { ConnectionDropped } from "./connection-dropped.js";
import type { FaultBoard, FaultKind, Strike } from "./faults.js";

/**
 * Runs a request through the network faults that are on for it. They are taken when it arrives, so that of
 * two requests under way the first is the one that is struck. A request whose signal aborts while it waits
 * rejects as `fetch` does; its effect stays.
 */
export async function throughNetwork(
  board: FaultBoard,
  labels: string[],
  signal: AbortSignal,
  serve: () => Promise<Response>,
): Promise<Response> {
  const take = (kind: FaultKind): Strike | undefined => board.take(kind, labels);
  const delayBefore = take("delay-before");
  const dropBefore = take("drop-before");
  const badGateway = take("bad-gateway");
  const canned = take("answer");
  const delayAfter = take("delay-after");
  const dropAfter = take("drop-after");
  const badGatewayAfter = take("bad-gateway-after");

  if (delayBefore) await wait(delayBefore, signal);
  if (dropBefore) throw new ConnectionDropped();
  if (badGateway) return badGatewayPage();
  const response = canned?.options.response ? canned.options.response() : await serve();
  if (delayAfter) await wait(delayAfter, signal);
  if (dropAfter) throw new ConnectionDropped();
  return badGatewayAfter ? badGatewayPage() : response;
}

async function wait({ options: { delayMs }, released }: Strike, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  const passed = new Promise<void>((resolve) => {
    if (delayMs !== undefined) setTimeout(resolve, delayMs);
  });
  if (!signal.aborted) await Promise.race([passed, released, aborted]);
  signal.throwIfAborted();
}

function badGatewayPage(): Response {
  const body =
    "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";
  return new Response(body, { status: 502, headers: { "Content-Type": "text/html" } });
}
