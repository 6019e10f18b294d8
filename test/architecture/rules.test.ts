import { describe, expect, test } from "vitest";
import { rules } from "./rules.js";

async function broken(
  rule: string,
  files: Record<string, string>,
  emptyFolders: string[] = [],
): Promise<unknown> {
  const violations = rules[rule];
  if (!violations) throw new Error(`There is no rule "${rule}"`);
  return violations({ files: new Map(Object.entries(files)), emptyFolders });
}

const DIRECTIONS = "each part imports only what its place allows";

describe("each part imports only what its place allows", () => {
  const forbidden: [path: string, source: string][] = [
    ["migration/run.ts", `import { http } from "../browser/http.js";`],
    ["migration/run.ts", `import type { Http } from "../browser/http.js";`],
    ["migration/run.ts", `import ky from "ky";`],
    ["migration/run.ts", `import type { WebContainer } from "@authgear/web";`],
    ["migration/run.ts", `export const http = () => import("../browser/http.js");`],
    ["migration/run.ts", `export type Http = import("../browser/http.js").Http;`],
    ["migration/run.ts", `import "../engine.js";`],
    ["protocol/wire.ts", `import type { State } from "../migration/state.js";`],
    ["error.ts", `export { wire } from "./protocol/wire.js";`],
    ["browser/http.ts", `import { step } from "../migration/state.js";`],
    ["browser/http.ts", `import { type State } from "../migration/state.js";`],
    ["browser/http.ts", `import type { Session } from "../authgear/session.js";`],
    ["browser/http.ts", `import axios from "axios";`],
    ["browser/http.ts", `import { randomUUID } from "node:crypto";`],
    ["authgear/session.ts", `import { get } from "idb-keyval";`],
    ["legacy/auth0.ts", `import { Auth0Client } from "@auth0/auth0-spa-js";`],
    ["legacy/auth0.ts", `export const sdk = () => import("@auth0/auth0-spa-js");`],
    ["react.ts", `import { migrateOnLoad } from "./index.js";`],
    ["vue.ts", `import { useState } from "react";`],
    ["index.ts", `export { run } from "./engine.js";`],
    ["migrate-on-load.ts", `import { http } from "./browser/http.js";`],
    ["migrate-on-load.ts", `import authgear from "@authgear/web";`],
    ["front-door/options.ts", `export const load = () => import("../migration/run.js");`],
    ["session.ts", `export const load = () => import("./engine.js");`],
    ["session.ts", `import { send } from "ky";`],
    ["engine.ts", `import { handler } from "./server/handler.js";`],
    ["engine.ts", `import type { Handler } from "./server/handler.js";`],
    ["server/handler.ts", `import { run } from "../migration/run.js";`],
    ["server/handler.ts", `import type { State } from "../migration/state.js";`],
    ["server/handler.ts", `import { Pool } from "pg";`],
    ["server/handler.ts", `import { http } from "../browser/http.js";`],
    ["testing/emulator.ts", `import { http } from "../browser/http.js";`],
    ["elsewhere/file.ts", `import { http } from "../error.js";`],
  ];
  test.for(forbidden)("%s must not say %s", async ([path, source]) => {
    expect(await broken(DIRECTIONS, { [path]: source })).toHaveLength(1);
  });

  const allowed: [path: string, source: string][] = [
    ["migration/run.ts", `import { wire } from "../protocol/wire.js"; import { read } from "./read.js";`],
    ["protocol/wire.ts", `import { MigrationError } from "../error.js";`],
    ["browser/http.ts", `import ky from "ky";\nimport type { Ports } from "../migration/ports.js";`],
    ["authgear/session.ts", `export const sdk = () => import("@authgear/web");`],
    ["react.ts", `import { useState } from "react";\nimport type { Migration } from "./index.js";`],
    ["migrate-on-load.ts", `export const load = () => import("./engine.js");`],
    ["migrate-on-load.ts", `import { readItem } from "./browser/local-storage.js";`],
    ["migrate-on-load.ts", `export const open = () => import("./session.js");`],
    ["session.ts", `export const sdk = () => import("@authgear/web");`],
    ["migrate-on-load.ts", `export const sdk = () => import("@authgear/web");`],
    ["front-door/options.ts", `import type { ConfigureOptions } from "@authgear/web";`],
    [
      "front-door/load.ts",
      `export const load = (): Promise<typeof import("../engine.js")> => import("../engine.js");`,
    ],
    ["engine.ts", `import { http } from "./browser/http.js"; import { run } from "./migration/run.js";`],
    ["server/handler.ts", `import { jwtVerify } from "jose"; import { randomUUID } from "node:crypto";`],
    ["server/handler.ts", `import type { Pool } from "pg";`],
    ["migration/run.ts", `// import type { Http } from "../browser/http.js";\n/* import("ky") */ export {};`],
  ];
  test.for(allowed)("%s may say %s", async ([path, source]) => {
    expect(await broken(DIRECTIONS, { [path]: source })).toEqual([]);
  });
});

describe("every other rule", () => {
  const cases: [rule: string, files: Record<string, string>][] = [
    ["no file has more than 250 lines", { "a/long.ts": "export {};\n".repeat(251) }],
    ["index.ts holds named re-exports and nothing else", { "a/index.ts": `export const a = 1;` }],
    ["index.ts holds named re-exports and nothing else", { "index.ts": `import "./a.js";` }],
    ["nothing is exported as default", { "a.ts": `export default function a(): void {}` }],
    ["nothing is exported as default", { "a.ts": `export { a as default } from "./b.js";` }],
    ["nothing is exported by star", { "a/index.ts": `export * from "./a.js";` }],
    ["no module keeps state that changes", { "a.ts": `let count = 0;\nexport const next = () => ++count;` }],
    ["every class is an error", { "a.ts": `export class Client {}` }],
  ];
  test.for(cases)("“%s” is seen broken by %j", async ([rule, files]) => {
    expect(await broken(rule, files)).toEqual(Object.keys(files));
  });

  test("“no folder is empty” is seen broken", async () => {
    expect(await broken("no folder is empty", {}, ["a"])).toEqual(["a"]);
  });

  test("“one file at most writes to the console” is seen broken by two, not by one", async () => {
    const rule = "one file at most writes to the console";
    const writer = { "browser/a.ts": `console.error("a");` };
    expect(await broken(rule, writer)).toEqual([]);
    expect(await broken(rule, { ...writer, "server/b.ts": `console.log("b");` })).toEqual([
      "browser/a.ts",
      "server/b.ts",
    ]);
  });

  test("what is right breaks none of them", async () => {
    const files = {
      "index.ts": `export { a } from "./migrate-on-load.js";\nexport type {\n  B,\n} from "./b.js";\n`,
      "migrate-on-load.ts": `// console.log, export default\nexport const a = 1;\n`,
      "error.ts": `export class MigrationError extends Error {}\nexport class Gone extends TypeError {}\n`,
    };
    const results = await Promise.all(Object.keys(rules).map((rule) => broken(rule, files)));
    expect(results.flat()).toEqual([]);
  });
});
