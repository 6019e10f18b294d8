import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Builder, Capabilities, type WebDriver } from "selenium-webdriver";
import { findBrowsers } from "./find-browsers.js";
import { present } from "./launch.js";
import { freePort } from "../setup/free-port.js";

/** WebKitGTK's MiniBrowser on a display of its own, driven by classic WebDriver: no interception, no offline mode. */
export interface WebKit {
  readonly driver: WebDriver;
  /** Ends the browser, the driver and the display. */
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 10_000;
const POLL_MS = 20;

/**
 * Starts WebKit with a fresh profile.
 *
 * @throws Error saying why this machine has none
 */
export async function startWebKit(): Promise<WebKit> {
  const found = present("webkit", (await findBrowsers()).webkit);
  const home = await mkdtemp(join(tmpdir(), "session-migration-webkit-"));
  const display = await startDisplay(found.display);
  const server = await startDriver(found.driver, { DISPLAY: display.name, HOME: home });
  const stop = async (): Promise<void> => {
    await Promise.all([end(server.child), end(display.child)]);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const driver = await connect(server.port, found.miniBrowser);
    return {
      driver,
      async close() {
        await driver.quit().catch(() => undefined);
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function connect(port: number, miniBrowser: string): Promise<WebDriver> {
  const capabilities = new Capabilities();
  capabilities.set("browserName", "MiniBrowser");
  capabilities.set("webkitgtk:browserOptions", { binary: miniBrowser, args: ["--automation"] });
  const builder = new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities);
  return Promise.resolve(builder.build());
}

// Xvfb picks a free display itself and writes its number to file descriptor 3.
async function startDisplay(executable: string): Promise<{ child: ChildProcess; name: string }> {
  const argv = ["-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp"];
  const child = spawn(executable, argv, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  endWithThisProcess(child);
  const name = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
    (child.stdio[3] as Readable).once("data", (chunk: Buffer) => resolve(`:${chunk.toString().trim()}`));
  });
  return { child, name };
}

async function startDriver(
  executable: string,
  environment: { DISPLAY: string; HOME: string },
): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort();
  const child = spawn(executable, [`--port=${port}`], {
    stdio: "ignore",
    env: { ...process.env, ...environment, XDG_RUNTIME_DIR: environment.HOME },
  });
  endWithThisProcess(child);
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(port))) {
    if (Date.now() > deadline) throw new Error("WebKitWebDriver does not answer");
    await sleep(POLL_MS);
  }
  return { child, port };
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/status`).then(
    (response) => response.ok,
    () => false,
  );
}

function endWithThisProcess(child: ChildProcess): void {
  const kill = (): void => void child.kill();
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill();
  });
}
