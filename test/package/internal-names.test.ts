import { Window } from "happy-dom";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { INTERNAL_NAMES, shortNames } from "../../internal-names.mjs";
import { withoutComments } from "../architecture/imports.js";
import { root } from "./packed-package.js";

/** A source without its comments and texts. */
const source = (path: string): string =>
  withoutComments(readFileSync(join(root, "src", path), "utf8")).replace(/"[^"\n]*"/g, '""');
const block = (path: string, begin: RegExp): string => {
  const [found = ""] = new RegExp(`${begin.source}[^]*?\n}`).exec(source(path)) ?? [];
  return found;
};

/** The effects of a run: it finds what performs one by its name as a text. */
const effects = [...block("migration/run.ts", /const PERFORM/).matchAll(/^  (?:async )?(\w+)[,:(]/gm)]
  .map(([, name]) => name)
  .join(" ");

/** Where the names stand that an app, the wire, storage or the SDK knows, and nothing else. */
const OUTSIDE: readonly (readonly [what: string, text: string])[] = [
  [
    "the wire",
    ["wire", "problem", "parse-problem", "parse-reply"].map((n) => source(`protocol/${n}.ts`)).join(),
  ],
  ["the journal", source("migration/journal.ts")],
  [
    "the marker",
    block("migration/marker.ts", /interface Tombstone/) + block("migration/marker.ts", /interface Marker/),
  ],
  ["options", source("front-door/options.ts") + source("migration/provider.ts")],
  ["states and errors", source("migration/state.ts") + source("error.ts")],
  ["events", block("front-door/engine-context.ts", /interface MigrationEvent/)],
  ["methods", block("front-door/migrate-on-load.ts", /interface Migration\b/)],
  ["effects", effects],
  ["hooks", source("react.ts") + source("vue.ts")],
  ["the SDK's own members", source("authgear/adopt-session.ts")],
];

test.for(OUTSIDE)("no short name replaces a name of %s", ([, text]) => {
  expect(text.length).toBeGreaterThan(80);
  expect(INTERNAL_NAMES.filter((name) => new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});

test("no short name replaces a member of what a page takes from its browser, its language or the SDK", async () => {
  const window = new Window();
  const { document, location, history, localStorage, navigator } = window;
  vi.stubGlobal("window", window);
  const { default: authgear } = await import("@authgear/web");
  vi.unstubAllGlobals();
  const own = [AbortController, BroadcastChannel, Event, Headers, Request, Response, URL, URLSearchParams];
  const language = [Array, Date, Error, Map, Promise, RegExp, Set, String, Uint8Array];
  const objects: object[] = [JSON, Math, Object, Reflect, Symbol, crypto.subtle, AbortSignal.prototype];
  objects.push(document, location, history, localStorage, navigator, crypto, performance, authgear);
  for (const each of [...own, ...language]) objects.push(each, each.prototype as object);
  const taken = objects.flatMap((object) => INTERNAL_NAMES.filter((name) => name in object));
  expect(taken).toEqual([]);
});

test("nothing else that a page loads looks a name up by its text but options, runs, effects and characters", () => {
  const folders = ["front-door", "migration", "browser", "authgear"];
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, "src", folder)).map((file) => `${folder}/${file}`),
  );
  const lookUps = [...files, "session.ts", "engine.ts"].flatMap((file) =>
    (source(file).match(/[\w)]\[[a-z][\w.]*\]/g) ?? []).map((found) => `${file}: ${found}`),
  );
  expect(lookUps).toEqual([
    "front-door/check-options.ts: )[name]",
    "front-door/migrate-on-load.ts: s[key]",
    "migration/run.ts: M[effect.do]",
    "browser/random.ts: )[char]",
  ]);
});

test("no request is sent with a short name", () => {
  const init = [
    "method",
    "headers",
    "body",
    "credentials",
    "cache",
    "redirect",
    "signal",
    "keepalive",
    "mode",
  ];
  const ky = ["json", "retry", "timeout", "throwHttpErrors", "fetch", "hooks", "searchParams", "prefixUrl"];
  expect(INTERNAL_NAMES.filter((name) => [...init, ...ky].includes(name))).toEqual([]);
});

test("each name has a letter of its own, none of which stands in storage", () => {
  const letters = Object.values(shortNames().nameCache.props.props);
  expect(new Set(letters).size).toBe(INTERNAL_NAMES.length);
  expect(letters.every((letter) => /^[a-zA-Z]$/.test(letter))).toBe(true);
  expect(letters).not.toContain("v");
});

test.for(["index", "engine"])("%s.js knows no internal name any more", (file) => {
  const built = readFileSync(join(root, "dist", `${file}.js`), "utf8");
  const left = INTERNAL_NAMES.filter((name) => new RegExp(`[.{,]${name}\\b(?=[:,}=.?(])`).test(built));
  expect(left).toEqual([]);
});
