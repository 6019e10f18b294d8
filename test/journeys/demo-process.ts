import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The demo as a person starts it, in a process of its own. */
export interface DemoProcess {
  /** Origin of the app. */
  readonly app: string;
  stop(): Promise<void>;
}

/** @throws Error with what it printed, if it ends instead of running */
export function startDemoProcess(): Promise<DemoProcess> {
  const child = spawn(process.execPath, ["demo/start.mjs", "--port", "0"], { cwd: root });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let output = "";
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    void closed.then(() => reject(new Error(output)));
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const app = /(http:\/\/app\.localhost:\d+)\/trial\//.exec(output)?.[1];
      if (!app || !output.includes("Ctrl-C")) return;
      const stop = (): Promise<void> => {
        child.kill("SIGTERM");
        return closed;
      };
      resolve({ app, stop });
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
  });
}
