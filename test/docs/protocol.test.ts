import { readFile } from "node:fs/promises";
import { afterAll, expect, test } from "vitest";
import { parse } from "yaml";
import { PROBLEM_BASE, PROBLEMS } from "../../src/protocol/problem.js";
import { toNodeHandler } from "../../src/server/node-handler.js";
import { PROBLEM_MEMBERS } from "../../src/testing/conformance/problem-members.js";
import { renderConformance, runConformance } from "../../src/testing/index.js";
import { listen } from "../journeys/listen.js";
import { members, resolve, schemaErrors } from "../protocol/schema-errors.js";
import { createConformanceWorld } from "../testing/conformance/conformance-world.js";

const read = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), "utf8");
const page = await read("docs/protocol.md");
const document: unknown = parse(await read("src/protocol/openapi.yaml"));
const described = members(resolve(document, "#/components/schemas/ProblemType")["x-problems"]);

const { handler, hooks } = await createConformanceWorld();
const server = await listen();
server.serve(toNodeHandler(handler));
afterAll(() => server.close());

/** Rows of the table below a heading, as cells without their backticks. */
function rows(heading: string): string[][] {
  const [, section = ""] = page.split(`\n## ${heading}\n`);
  const lines = (section.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("| `"));
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.replaceAll("`", "").trim()),
  );
}

const listed = (cell = ""): string[] => cell.split(", ").filter((one) => one !== "");

test("the table of docs/protocol.md has every problem, as the code and openapi.yaml have it", () => {
  const table = rows("3. Problems").map(([name = "", status, kind, carries]) => [
    name,
    { status: listed(status).map(Number), kind, carries: listed(carries) },
  ]);
  const wanted = Object.entries(PROBLEMS).map(([name, { status, kind }]) => {
    const { also = [], members: carries = [] } = members(described[name]);
    return [name, { status: [status, also].flat(), kind, carries }];
  });
  expect(Object.fromEntries(table)).toEqual(Object.fromEntries(wanted));
  expect(table).toHaveLength(wanted.length);
  expect(page).toContain(`\`${PROBLEM_BASE}\``);
});

test("the suite demands of a problem what openapi.yaml says it carries", () => {
  const carried = Object.entries(described).map(([name, row]) => [name, members(row).members]);
  expect(PROBLEM_MEMBERS).toEqual(Object.fromEntries(carried.filter(([, list]) => list !== undefined)));
});

test("each body that docs/protocol.md shows is valid", () => {
  const bodies = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(([, text = ""]): unknown =>
    JSON.parse(text),
  );
  const schemas = ["ExchangeRequest", "ExchangeReply", "ConfirmRequest", "LegacyReply", "SignOutRequest"];
  const errors = schemas.flatMap((name, at) =>
    schemaErrors(document, { $ref: `#/components/schemas/${name}` }, bodies[at], name),
  );
  expect(errors).toEqual([]);
  expect(bodies).toHaveLength(schemas.length);
});

test("the script that docs/protocol.md shows runs as it stands", { timeout: 60_000 }, async () => {
  const [, source = ""] = /^```js\n(.*?)^```$/ms.exec(page) ?? [];
  const imports = source.match(/^import .*$/gm) ?? [];
  const told: string[] = [];
  const scope = {
    renderConformance,
    runConformance,
    ...hooks,
    console: { log: (text: string) => void told.push(text) },
    process: { env: { EXCHANGE_URL: `http://127.0.0.1:${server.port}/session-migration` }, exitCode: 1 },
  };
  const names = imports.flatMap((line) => listed(/\{ (.*) \}/.exec(line)?.[1]));
  expect(names.filter((name) => !(name in scope))).toEqual([]);
  await run(source.replace(/^import .*$/gm, ""), scope);
  expect(scope.process.exitCode).toBe(0);
  expect(told.join()).toContain("Level reached: 2");
});

/** Runs the text of a module without its imports, with these names in scope. */
async function run(source: string, scope: object): Promise<void> {
  const text = `export const run = async ({ ${Object.keys(scope).join()} }) => {${source}}`;
  const module: unknown = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  const { run: runs } = module as { run(names: object): Promise<void> };
  await runs(scope);
}
