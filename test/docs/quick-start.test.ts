import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importsOf } from "../architecture/imports.js";
import { launchChromium } from "../browsers/launch.js";
import { freePort } from "../setup/free-port.js";
import { createReader, type Reader, type Terminal } from "./reader.js";
import { stepsOf, type Step } from "./walk-through.js";

const page = await readFile(new URL("../../docs/quick-start.md", import.meta.url), "utf8");

/** The steps, on ports that nobody else has. */
async function stepsHere(): Promise<Step[]> {
  const ports = [...new Set([...page.matchAll(/localhost:(\d+)/g)].map(([, port = ""]) => port))];
  const free = new Map(await Promise.all(ports.map(async (port) => [port, await freePort()] as const)));
  return stepsOf(
    page.replaceAll(new RegExp(`\\b(${ports.join("|")})\\b`, "g"), (port) => `${free.get(port)}`),
  );
}

let reader: Reader, browser: Browser, tab: Page;
const terminals: Terminal[] = [];
beforeAll(async () => {
  [reader, browser] = await Promise.all([createReader(), launchChromium()]);
  tab = await browser.newPage();
  await tab.clock.install();
});
afterAll(() => Promise.all([reader?.leave(), browser?.close()]));

/** Does and sees in the browser what an item of the list says. */
async function look(item: string): Promise<void> {
  const [, url] = /^Open <([^>]+)>/.exec(item) ?? [];
  const [, button] = /^Press _([^_]+)_/.exec(item) ?? [];
  if (url !== undefined) await tab.goto(url);
  else if (button !== undefined) await tab.getByRole("button", { name: button }).click();
  else if (item.startsWith("Reload.")) await tab.reload();
  else if (!item.startsWith("Wait ten seconds.")) throw new Error(`Nobody knows how to do this: ${item}`);
  const [, who, words] = /The (page|first terminal) says `([^`]+)`/.exec(item) ?? [];
  if (words === undefined) throw new Error(`Nobody knows what is to be seen: ${item}`);
  if (who === "page") return tab.getByText(words, { exact: true }).waitFor();
  return expect
    .poll(async () => (await tab.clock.fastForward(1_000), terminals[0]?.output()))
    .toContain(words);
}

test("docs/quick-start.md moves a session if it is followed word by word", { timeout: 120_000 }, async () => {
  const steps = await stepsHere();
  expect(steps.filter((step) => "look" in step)).toHaveLength(5);
  for (const step of steps) {
    if ("save" in step) await reader.save(step.save, step.text);
    else if ("run" in step) for (const command of step.run) await reader.run(command);
    else if ("start" in step) terminals.push(await reader.start(step.start, step.until));
    else await look(step.look);
  }
  expect(terminals).toHaveLength(3);
});

test("every package that its code imports is installed by one of its commands", async () => {
  const files = stepsOf(page).flatMap((step) => ("save" in step ? [step] : []));
  const code = files.filter(({ save }) => /\.(ts|mjs)$/.test(save));
  const imported = (await Promise.all(code.map(({ save, text }) => importsOf(save, text)))).flat();
  const packages = imported
    .map(({ specifier }) => specifier)
    .filter((specifier) => !/^(node:|\.)/.test(specifier))
    .map((specifier) => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/"));
  expect(packages).toContain("authgear-session-migration");
  expect(packages.filter((name) => !reader.installed.includes(name))).toEqual([]);
});
