import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineName } from "./find-browsers.js";

const PACKAGES: Record<EngineName, readonly string[]> = {
  chromium: ["chromium"],
  firefox: ["firefox-esr"],
  webkit: ["webkit2gtk-driver", "xvfb"],
};
const LOCK_TIMEOUT_S = 300;
const UPDATE_ATTEMPTS = 5;
const UPDATE_PAUSE_MS = 5_000;

/** Whether this process may install Debian's browsers. */
export function mayInstall(): boolean {
  return process.getuid?.() === 0 && isDebian() && existsSync("/usr/bin/apt-get");
}

/** Installs Debian's packages for these engines; what apt says goes to standard error. */
export async function installBrowsers(engines: readonly EngineName[]): Promise<boolean> {
  return (await update()) && install(engines.flatMap((engine) => PACKAGES[engine]));
}

// apt waits for the lock of dpkg, but not for the one of its package lists.
async function update(): Promise<boolean> {
  for (let attempt = 1; attempt <= UPDATE_ATTEMPTS; attempt++) {
    if (apt("update")) return true;
    await sleep(UPDATE_PAUSE_MS);
  }
  return false;
}

function install(packages: readonly string[]): boolean {
  return apt("install", "--yes", "--no-install-recommends", ...packages);
}

function apt(...argv: string[]): boolean {
  const quiet = ["-qq", "-o", `DPkg::Lock::Timeout=${LOCK_TIMEOUT_S}`, "-o", "Dpkg::Use-Pty=0"];
  const { status } = spawnSync("apt-get", [...quiet, ...argv], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["ignore", 2, 2],
  });
  return status === 0;
}

function isDebian(): boolean {
  return existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}
