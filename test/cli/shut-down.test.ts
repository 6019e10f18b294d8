import { randomBytes } from "node:crypto";
import { expect, test, vi } from "vitest";
import { createServeWorld, post, type ServeWorld } from "./serve-world.js";
import { origins, type Run } from "./serve-process.js";

// Processes are started: how long that takes is up to the machine.
vi.setConfig({ testTimeout: 60_000 });
const world = await createServeWorld();

/** Holds the backend's answer. */
function hold({ backend }: ServeWorld): { asked: Promise<void>; release: () => void } {
  let release = (): void => undefined;
  backend.gate = new Promise((resolve) => (release = resolve));
  const asked = new Promise<void>((resolve) => (backend.asked = resolve));
  return { asked, release };
}

const refused = (origin: string): Promise<boolean> =>
  fetch(`${origin}/healthz`).then(
    () => false,
    () => true,
  );

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s lets what is in flight finish, says 503 on /readyz, accepts nobody and ends with 0",
  async (signal) => {
    const run = await world.start();
    const { main, metrics } = await origins(run);
    const subject_token = await world.signIn();
    const { asked, release } = hold(world);
    const answer = post(main, "", { subject_token });
    await asked;
    run.child.kill(signal);
    await run.line("draining");
    const readiness = await fetch(`${metrics}/readyz`);
    expect([readiness.status, await readiness.json()]).toMatchObject([503, { ready: false, draining: true }]);
    await expect.poll(() => refused(main)).toBe(true);
    release();
    expect(await answer).toMatchObject({ status: 200, body: { session: { verified: true } } });
    expect((await answer).headers.get("connection")).toBe("close");
    expect(await run.exited).toBe(0);
    expect(run.lines().at(-1)).toMatchObject({ msg: "stopped" });
    expect(run.output().stderr).toBe("");
  },
);

test("an idle instance ends at once, also with a connection open that never asked anything", async () => {
  const run = await world.start({ shutdownTimeoutSeconds: "600" });
  const { main } = await origins(run);
  const { connect } = await import("node:net");
  const socket = connect(Number(new URL(main).port), "127.0.0.1").on("error", () => undefined);
  await new Promise((resolve) => socket.once("connect", resolve));
  run.child.kill("SIGTERM");
  expect(await run.exited).toBe(0);
});

test("what does not finish in time is cut, and the ledger gives it back to the next request", async () => {
  const run = await world.start({ shutdownTimeoutSeconds: "1" });
  const subject_token = await world.signIn();
  const key = randomBytes(16).toString("base64url");
  const { asked, release } = hold(world);
  const answer = post((await origins(run)).main, "", { subject_token }, key).catch(() => "cut");
  await asked;
  run.child.kill("SIGTERM");
  expect(await answer).toBe("cut");
  expect(await run.exited).toBe(0);
  expect(run.lines()).toContainEqual(expect.objectContaining({ level: "warn", cut: 1 }));
  release();
  const next = await origins(await world.start());
  expect((await post(next.main, "", { subject_token }, key)).status).toBe(200);
});

test("a second signal ends it at once", async () => {
  const run = await world.start();
  const { asked, release } = hold(world);
  const answer = post((await origins(run)).main, "", { subject_token: await world.signIn() }).catch(
    () => "cut",
  );
  await asked;
  run.child.kill("SIGTERM");
  await run.line("draining");
  run.child.kill("SIGTERM");
  expect(await run.exited).toBe(143);
  expect(await answer).toBe("cut");
  release();
});

test("an error that nobody catches is logged without what looks like a token, and ends it with 1", async () => {
  const thrown = `() => { setTimeout(() => { throw new Error("no user for eyJhbGciOiJSUzI1NiJ9.canary-canary") }); throw 1; }`;
  const run = await world.start({ mapUser: thrown });
  await post((await origins(run)).main, "", { subject_token: await world.signIn() }).catch(() => "cut");
  expect(await run.exited).toBe(1);
  expect(fatal(run)).toMatchObject({ name: "Error", message: "no user for [redacted]" });
});

test("a database that cannot be reached ends it with 1, and its password is not told", async () => {
  const url = new URL(world.database.url);
  url.port = "1";
  url.password = "unreachable-canary";
  const env = { ...world.env, DATABASE_URL: url.href };
  const { runCLI } = await import("./serve-process.js");
  const run = runCLI(["serve"], { cwd: await world.folder(), env });
  expect(await run.exited).toBe(1);
  expect(fatal(run)).toMatchObject({ code: "ECONNREFUSED" });
  expect(JSON.stringify(run.output())).not.toContain("unreachable-canary");
});

test("an address that somebody else has ends it with 1", async () => {
  const first = await origins(await world.start());
  const second = await world.start({ listen: `{ port: ${new URL(first.main).port} }` });
  expect(await second.exited).toBe(1);
  expect(fatal(second)).toMatchObject({ code: "EADDRINUSE" });
});

function fatal(run: Run): unknown {
  return run.lines().find(({ level }) => level === "fatal")?.["error"];
}
