import { describe, expect, test, vi } from "vitest";
import { checkOptions } from "../../src/front-door/check-options.js";
import { migrateOnLoad, type MigrateOptions } from "../../src/index.js";
import { goodOptions, optionsWith } from "./options-under-test.js";

const WRONG: readonly (readonly [path: string, value: unknown, got: string])[] = [
  ["authgear", undefined, "undefined"],
  ["authgear", null, "undefined"],
  ["authgear.endpoint", undefined, "undefined"],
  ["authgear.endpoint", "", '""'],
  ["authgear.endpoint", "auth.example.com", '"auth.example.com"'],
  ["authgear.endpoint", "/auth", '"/auth"'],
  ["authgear.endpoint", "ftp://auth.example.com", '"ftp://auth.example.com"'],
  ["authgear.endpoint", "javascript:alert(1)", '"javascript:alert(1)"'],
  ["authgear.endpoint", "https://auth.example.com/tenant", '"https://auth.example.com/tenant"'],
  ["authgear.endpoint", "https://auth.example.com?a=b", '"https://auth.example.com?a=b"'],
  ["authgear.endpoint", "https://auth.example.com/#a", '"https://auth.example.com/#a"'],
  ["authgear.endpoint", new URL("https://auth.example.com"), "object"],
  ["authgear.endpoint", 5, "5"],
  ["authgear.clientID", undefined, "undefined"],
  ["authgear.clientID", "", '""'],
  ["authgear.clientID", 5n, "5"],
  ["authgear.clientID", {}, "object"],
  ["authgear.sessionType", "cookie", '"cookie"'],
  ["authgear.container", null, "null"],
  ["authgear.container", "default", '"default"'],
  ["authgear.container", {}, "object"],
  ["authgear.container", Promise.resolve(), "object"],
  ["legacy", undefined, "undefined"],
  ["legacy.name", undefined, "undefined"],
  ["legacy.name", "", '""'],
  ["legacy.read", undefined, "undefined"],
  ["legacy.read", "token", '"token"'],
  ["legacy.forget", undefined, "undefined"],
  ["legacy.hint", true, "true"],
  ["legacy.revoke", null, "null"],
  ["exchange", undefined, "undefined"],
  ["exchange", null, "undefined"],
  ["exchange", "", '""'],
  ["exchange", 5, "undefined"],
  ["exchange", "/exchange?tenant=1", '"/exchange?tenant=1"'],
  ["exchange", "/exchange#a", '"/exchange#a"'],
  ["exchange", "ftp://example.com/exchange", '"ftp://example.com/exchange"'],
  ["exchange", "https://", '"https://"'],
  ["exchange", new URL("https://example.com/?a=b"), "object"],
  ["exchange", {}, "undefined"],
  ["exchange.url", undefined, "undefined"],
  ["exchange.url", 5, "5"],
  ["exchange.url", true, "true"],
  ["exchange.url", {}, "object"],
  ["exchange.url", "https://example.com/?a=b", '"https://example.com/?a=b"'],
  ["exchange.headers", { "X-CSRF": "t" }, "object"],
  ["exchange.fetch", "fetch", '"fetch"'],
  ["enabled", "yes", '"yes"'],
  ["enabled", null, "null"],
  ["enabled", 1, "1"],
  ["enabled", 1n, "1"],
  ["budgetMs", 99, "99"],
  ["budgetMs", 30_001, "30001"],
  ["budgetMs", -1, "-1"],
  ["budgetMs", Number.NaN, "NaN"],
  ["budgetMs", Infinity, "Infinity"],
  ["budgetMs", null, "null"],
  ["budgetMs", "3000", '"3000"'],
  ["onEvent", "log", '"log"'],
];

const refusal = (options: unknown): string => {
  try {
    void migrateOnLoad(options as MigrateOptions);
  } catch (error) {
    return error instanceof TypeError ? error.message : `no TypeError: ${String(error)}`;
  }
  return "nothing";
};

describe("a wrong option is refused at once (promise 6)", () => {
  test.for(WRONG)("%s: %s", ([path, value, got]) => {
    const message = refusal(optionsWith(path, value));
    const [member] = /"[\w.]+"/.exec(message) ?? [];
    expect(member?.slice(1, -1).startsWith(path)).toBe(true);
    expect(message).toMatch(/^migrateOnLoad: "[\w.]+" is .+, pass \S.+/s);
    expect(message).toContain(` is ${got}, pass `);
  });

  test.for([undefined, null, 5, "options", []])("%j in place of all of them", (options) => {
    expect(refusal(options)).toBe('migrateOnLoad: "authgear.endpoint" is undefined, pass an origin');
  });

  test("nothing is sent, stored, asked or called", () => {
    const calls = {
      fetch: vi.spyOn(globalThis, "fetch"),
      open: vi.spyOn(indexedDB, "open"),
      timer: vi.spyOn(globalThis, "setTimeout"),
      set: vi.spyOn(Storage.prototype, "setItem"),
      get: vi.spyOn(Storage.prototype, "getItem"),
    };
    const called = vi.fn<() => never>();
    for (const [path, value] of WRONG) {
      const options = optionsWith(path, value);
      for (const name of ["read", "forget", "revoke", "hint"]) {
        const { legacy } = options as { legacy?: object };
        const mine = path !== "legacy" && path !== `legacy.${name}`;
        if (legacy && mine) Reflect.set(legacy, name, called);
      }
      refusal(options);
    }
    expect(called).not.toHaveBeenCalled();
    for (const [name, { mock }] of Object.entries(calls)) expect([name, mock.calls]).toEqual([name, []]);
    vi.restoreAllMocks();
  });
});

describe("every right form is taken", () => {
  const page = "http://app.localhost";
  test.for<[string, unknown, string]>([
    ["a path", "/session-migration", `${page}/session-migration`],
    ["a relative path", "session-migration", `${page}/session-migration`],
    ["a path with a slash at its end", "/session-migration/", `${page}/session-migration`],
    ["an address", "https://api.example.com/m", "https://api.example.com/m"],
    ["an origin", "https://api.example.com", "https://api.example.com"],
    ["a URL", new URL("https://api.example.com/m"), "https://api.example.com/m"],
    ["an object", { url: "/m" }, `${page}/m`],
    ["an object with a URL", { url: new URL("https://api.example.com/m") }, "https://api.example.com/m"],
    [
      "an object with everything",
      { url: "/m", headers: () => ({}), credentials: "include", fetch },
      `${page}/m`,
    ],
  ])("exchange as %s", ([, exchange, url]) => {
    expect(checkOptions(optionsWith("exchange", exchange))).toBe(url);
  });

  test.for<[string, unknown]>([
    ["authgear.endpoint", "https://auth.example.com/"],
    ["authgear.sessionType", "refresh_token"],
    ["authgear.sessionType", undefined],
    ["authgear.container", { name: "default", configure: () => {} }],
    ["authgear.container", () => Promise.resolve({})],
    ["enabled", true],
    ["enabled", false],
    ["enabled", () => true],
    ["enabled", undefined],
    ["budgetMs", 100],
    ["budgetMs", 30_000],
    ["budgetMs", undefined],
    ["legacy.hint", () => false],
    ["legacy.revoke", () => Promise.resolve()],
    ["onEvent", () => {}],
  ])("%s as %o", ([path, value]) => {
    expect(() => checkOptions(optionsWith(path, value))).not.toThrow();
  });

  test("a provider that is an instance of a class", () => {
    class Provider {
      name = "fake";
      read(): null {
        return null;
      }
      forget(): void {}
    }
    expect(() => checkOptions({ ...goodOptions(), legacy: new Provider() })).not.toThrow();
  });
});

test("options may be getters: they are read, and nothing is written to them", () => {
  const { authgear, legacy, exchange } = goodOptions();
  const read = vi.fn<(name: string) => void>();
  const getters = <T extends object>(values: T): T =>
    new Proxy(Object.freeze(values), {
      get(target, name) {
        read(String(name));
        return Reflect.get(target, name) as unknown;
      },
      set: () => expect.unreachable("an option was written"),
      defineProperty: () => expect.unreachable("an option was defined"),
    });
  const url = checkOptions(getters({ authgear: getters(authgear), legacy: getters(legacy), exchange }));
  expect(url).toBe("http://app.localhost/session-migration");
  expect(read.mock.calls.flat()).toEqual(
    expect.arrayContaining(["endpoint", "clientID", "read", "budgetMs"]),
  );
});
