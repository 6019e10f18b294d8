import { fork } from "node:child_process";
import { createServer, type RequestListener } from "node:http";
import { fileURLToPath } from "node:url";

/** A server in a process of its own. */
export interface Child {
  port: number;
  /** What it reports now; asking begins a new count. */
  report(): Promise<Record<string, unknown>>;
  stop(): void;
}

/** Runs a file beside this one; what it needs to know goes along as JSON. */
export async function startChild(file: string, input: object = {}): Promise<Child> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const execArgv = [...process.execArgv, "--expose-gc"];
  const child = fork(path, [JSON.stringify(input)], { execArgv });
  const ended = new Promise<never>((_, reject) => {
    child.once("exit", (code) => reject(new Error(`${file} ended with ${String(code)}`)));
  });
  // Nobody listens where it is stopped on purpose.
  ended.catch(() => undefined);
  const message = (): Promise<unknown> => new Promise((resolve) => child.once("message", resolve));
  const next = async (): Promise<Record<string, unknown>> =>
    ({ ...Object(await Promise.race([message(), ended])) }) as Record<string, unknown>;
  const { port } = await next();
  return {
    port: Number(port),
    report() {
      const answer = next();
      child.send("report");
      return answer;
    },
    stop: () => void child.kill(),
  };
}

/** The other side of `startChild`: listens on a free port of 127.0.0.1 and answers what is asked. */
export function serveAsChild(listener: RequestListener, report: () => Record<string, unknown>): void {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    process.send?.({ port: typeof address === "object" ? address?.port : undefined });
  });
  process.on("message", () => process.send?.(report()));
  process.on("disconnect", () => process.exit());
}

export function childInput(): Record<string, unknown> {
  return JSON.parse(process.argv[2] ?? "{}") as Record<string, unknown>;
}
