import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const servers: Server[] = [];
afterAll(() => servers.map((server) => server.close()));

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function demo(...argv: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ["demo/start.mjs", ...argv], { cwd: root });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

function takePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address) resolve(address.port);
      else reject(new Error("No port"));
    });
    servers.push(server);
  });
}

test("the headless demo observes every phase of the migration from outside and ends with 0", async () => {
  const { code, output } = await demo("--headless");
  expect(output.trim().split("\n")).toEqual([
    expect.stringMatching(/^ok +\d+ ms {2}Nothing to migrate: 0 requests besides .* 0 databases opened$/),
    expect.stringMatching(/^ok +\d+ ms {2}Sign-in at the legacy provider: .*active, legacy\|42/),
    expect.stringMatching(/^ok +\d+ ms {2}New app version, migration: 1 exchange .*1 live session/),
    expect.stringMatching(/^ok +\d+ ms {2}Reload: .*0 requests to the exchange, the same 1 live session$/),
    expect.stringMatching(/^ok +\d+ ms {2}Revocation of the legacy session: .*not active$/),
    expect.stringMatching(/^ok +\d+ ms {2}Legacy token: the API answers 401/),
    expect.stringMatching(/^ok +\d+ ms {2}Next visit: .*1 live session$/),
    expect.stringMatching(/^All of it was observed from outside the package, in \d+ ms\.$/),
  ]);
  expect(code).toBe(0);
});

test("a port that is taken is named together with the option that changes it", async () => {
  const port = await takePort();
  const { code, output } = await demo("--port", String(port));
  expect(output).toContain(`Port ${port} (app.localhost) is taken`);
  expect(output).toContain("npm run demo -- --port");
  expect(code).toBe(1);
});

test("a port that is none is refused with the range", async () => {
  const { code, output } = await demo("--port", "eighty");
  expect(output).toContain(
    '--port takes a number from 0 to 65533, the first of three in a row; it got "eighty"',
  );
  expect(code).toBe(1);
});
