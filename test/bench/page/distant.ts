import { connect, createServer, type Socket } from "node:net";
import { listenHere } from "../../setup/listen-here.js";

/** A port that stands before a server as if that were far away. */
export interface Distant {
  readonly port: number;
  close(): void;
}

/**
 * Every connection takes `roundTripMs` to open, and whatever passes takes half of that, in each direction. The kernel opens a connection
 * by itself and at once, so the time for that is added to what the browser sends first.
 */
export async function standBefore(serverPort: number, roundTripMs: number): Promise<Distant> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (browser) => {
    const opened = performance.now() + roundTripMs;
    const behind = connect({ port: serverPort, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    pass(browser, behind, () => Math.max(performance.now(), opened) + roundTripMs / 2);
    pass(behind, browser, () => performance.now() + roundTripMs / 2);
    for (const socket of [browser, behind]) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    }
  });
  return {
    port: await listenHere(server),
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** One direction, in order. */
function pass(from: Socket, to: Socket, dueAt: () => number): void {
  let last = Promise.resolve();
  const later = (act: () => void): void => {
    const due = dueAt();
    last = last.then(() => until(due)).then(act);
  };
  from.on("data", (chunk) => later(() => void to.write(chunk)));
  from.on("end", () => later(() => void to.end()));
  from.on("error", () => to.destroy());
}

function until(due: number): Promise<void> {
  const left = due - performance.now();
  return left > 0 ? new Promise((resolve) => setTimeout(resolve, left)) : Promise.resolve();
}
