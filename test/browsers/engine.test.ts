import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEngine, type Engine, type Tab } from "./engine.js";
import { findBrowsers, type EngineName } from "./find-browsers.js";
import { servePage, type ServedPage } from "./serve-page.js";

const browsers = await findBrowsers();
const names: EngineName[] = ["chromium", "firefox", "webkit"];

let page: ServedPage;
beforeAll(async () => void (page = await servePage("<!doctype html><title>Smoke</title>")));
afterAll(() => page.close());

for (const name of names) {
  describe.skipIf(!browsers[name].found)(`two tabs of one profile in ${name}`, () => {
    let engine: Engine, first: Tab, second: Tab;
    beforeAll(async () => {
      engine = await startEngine(name);
      first = await engine.openTab(page.url);
      second = await engine.openTab(page.url);
    });
    afterAll(() => engine?.close());

    test("the page is a secure context", async () => {
      expect(await first.evaluate("return isSecureContext")).toBe(true);
    });

    test("localStorage written in one tab is read in the other", async () => {
      await first.evaluate("localStorage.setItem('seen', 'yes')");
      expect(await second.evaluate("return localStorage.getItem('seen')")).toBe("yes");
    });

    test("a key pair stored in IndexedDB is read in the other tab", async () => {
      const open = `const database = await new Promise((resolve, reject) => {
        const request = indexedDB.open('smoke', 1);
        request.onupgradeneeded = () => request.result.createObjectStore('keys');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const store = database.transaction('keys', 'readwrite').objectStore('keys');
      const done = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });`;
      await first.evaluate(`const pair = await crypto.subtle.generateKey(
          { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
        ${open} await done(store.put(pair, 'pair')); database.close();`);
      const read = `${open} const pair = await done(store.get('pair')); database.close();
        return [pair.privateKey.extractable, pair.privateKey.algorithm.name];`;
      expect(await second.evaluate(read)).toEqual([false, "ECDSA"]);
    });

    test("a Web Lock held in one tab is refused in the other", async () => {
      const isFree = `return navigator.locks.request('smoke', { ifAvailable: true }, (lock) => lock !== null)`;
      await first.evaluate(`await new Promise((granted) => void navigator.locks.request('smoke', () => {
        granted(); return new Promise((release) => { window.release = release; });
      }))`);
      expect(await second.evaluate(isFree)).toBe(false);
      await first.evaluate("window.release(); await navigator.locks.request('smoke', () => {})");
      expect(await second.evaluate(isFree)).toBe(true);
    });

    test("a BroadcastChannel message arrives in the other tab", async () => {
      await second.evaluate(`window.message = new Promise((resolve) => {
        window.channel = new BroadcastChannel('smoke');
        window.channel.onmessage = (event) => resolve(event.data);
      })`);
      await first.evaluate("new BroadcastChannel('smoke').postMessage('hello')");
      expect(await second.evaluate("return window.message")).toBe("hello");
    });
  });
}
