import { request as send, type OutgoingHttpHeaders } from "node:http";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FaultName } from "../../demo/trial/scenario.js";
import { launchChromium } from "../browsers/launch.js";
import { startDemoProcess, type DemoProcess } from "./demo-process.js";
import { visitTrial } from "./trial-visitor.js";

let demo: DemoProcess;
let browser: Browser;
beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemoProcess(), launchChromium()]);
});
afterAll(async () => {
  await browser.close();
  await demo.stop();
});

/** The longest first: it runs beside all others. The numbers are promises that each scenario shows. */
const KEPT: readonly (readonly [FaultName, readonly number[]])[] = [
  ["freeze", [1, 2, 3, 5, 7, 8]],
  ["five-tabs", [1, 2, 3, 5, 6, 7, 8]],
  ["lose-reply", [1, 2, 3, 5, 6, 7, 8]],
  ["answer-503", [1, 2, 3, 5, 6, 7, 8]],
  ["answer-html", [1, 2, 3, 5, 6, 7, 8]],
  ["wipe-storage", [1, 2, 3, 5, 6, 7, 8]],
  ["kill-tab", [1, 2, 3, 5, 6, 7, 8]],
  ["storage-full", [1, 3, 5, 6, 7, 8]],
  ["sign-out", [3, 4, 5, 6, 7, 8]],
];

const OF_SAMPLE: readonly (readonly [FaultName, { broken: readonly number[]; good: readonly number[] }])[] = [
  ["lose-reply", { broken: [2, 3], good: [1, 5, 6, 7, 8] }],
  ["wipe-storage", { broken: [1, 2], good: [3, 5, 6, 7, 8] }],
  ["kill-tab", { broken: [2, 3], good: [1, 5, 6, 7, 8] }],
  ["sign-out", { broken: [4], good: [3, 5, 7, 8] }],
];

describe.concurrent("in a real browser", () => {
  test.for(KEPT)("under %s our code breaks no promise", async ([fault, good]) => {
    const visitor = await visitTrial(browser, demo.app, { fault, code: "ours" });
    const lamps = await visitor.over();
    expect(lamps.broken).toEqual([]);
    expect(lamps.good).toEqual(expect.arrayContaining([...good]));
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });

  test("without a fault all promises are seen kept, the last when the user presses the button", async () => {
    const visitor = await visitTrial(browser, demo.app, { fault: "none", code: "ours" }, { width: 320 });
    const lamps = await visitor.over();
    expect(lamps.broken).toEqual([]);
    expect(lamps.good).toEqual(expect.arrayContaining([1, 2, 3, 5, 6, 7, 8]));
    const width = await visitor.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(320);
    await visitor.page.focus("#sign-out");
    await visitor.page.keyboard.press("Enter");
    await visitor.page.waitForSelector("#lamps li:nth-child(4)[data-state=good]");
    expect((await visitor.over()).broken).toEqual([]);
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });

  test.for(OF_SAMPLE)("under %s the sample code shows what it is", async ([fault, shown]) => {
    const visitor = await visitTrial(browser, demo.app, { fault, code: "sample" });
    const lamps = await visitor.over();
    expect(lamps.broken).toEqual(expect.arrayContaining([...shown.broken]));
    expect(lamps.good).toEqual(expect.arrayContaining([...shown.good]));
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });

  test("without a fault the sample keeps more, and a token in a URL is found by the servers", async () => {
    const visitor = await visitTrial(browser, demo.app, { fault: "none", code: "sample" });
    const lamps = await visitor.over();
    expect(lamps.broken).toEqual(expect.arrayContaining([2]));
    expect(lamps.good).toEqual(expect.arrayContaining([1, 3, 5, 6, 7, 8]));
    await visitor.page.evaluate(() =>
      fetch(`/evidence?token=${localStorage.getItem("authgear_default_refreshToken")}`),
    );
    await visitor.page.waitForSelector("#lamps li:nth-child(7)[data-state=broken]");
    await visitor.close();
  });

  test("a browser that forbids tabs gets links to them, and the sample makes more than one session", async () => {
    const scenario = { fault: "five-tabs", code: "sample" } as const;
    const visitor = await visitTrial(browser, demo.app, scenario, { mayOpenTabs: false });
    for (const tab of [2, 3, 4, 5]) await visitor.page.getByRole("link", { name: `Open tab ${tab}` }).click();
    expect((await visitor.over()).broken).toEqual(expect.arrayContaining([3]));
    expect(await visitor.page.locator("#lamps li").nth(2).textContent()).toMatch(/[2-5] sessions made/);
    await visitor.close();
  });
});

test("an unknown scenario is answered with the known ones", async () => {
  const page = await browser.newPage();
  const response = await page.goto(`${demo.app}/trial/?fault=earthquake`);
  expect(response?.status()).toBe(400);
  expect(await page.getByRole("alert").textContent()).toMatch(/no fault “earthquake”.*lose-reply.*five-tabs/);
  await page.close();
});

test("nothing starts on the page until somebody chooses, and then by the keyboard alone", async () => {
  const page = await browser.newPage();
  await page.goto(`${demo.app}/trial/`);
  expect(await page.locator("#verdict").textContent()).toBe("Nothing was tried yet.");
  await page.getByRole("radio", { name: "No fault" }).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/trial\/run/);
  expect(await page.getByRole("radio", { name: "Lose the reply" }).isChecked()).toBe(true);
  await page.close();
});

function post(path: string, headers: OutgoingHttpHeaders): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(demo.app);
    const request = send({ host: "127.0.0.1", port, path, method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.once("error", reject).end();
  });
}

test.for(["/trial/start", "/trial/log-in", "/trial/guide-exchange"])(
  "%s answers pages of the app's origin alone",
  async (path) => {
    const { host, origin } = new URL(demo.app);
    expect(await post(path, { host })).toBe(403);
    expect(await post(path, { host, origin: "http://evil.localhost" })).toBe(403);
    expect(await post(path, { host: "evil.localhost", origin })).toBe(403);
    expect(await post(path, { host, origin })).not.toBe(403);
  },
);
