import { describe, expect, test } from "vitest";
import { parseArguments } from "../../src/cli/parse-arguments.js";
import { origins, runCLI } from "./serve-process.js";
import { createServeWorld, post } from "./serve-world.js";

const world = await createServeWorld();
const ISSUER = "https://app.example";

async function act(
  command: string,
  ...options: string[]
): Promise<{ status: number | null; told: string; wrong: string }> {
  const run = runCLI([command, ...options], { cwd: await world.folder(), env: world.env });
  const status = await run.exited;
  return { status, told: run.output().stdout, wrong: run.output().stderr };
}

/** A user whose session has been migrated by a running instance. */
async function migrated() {
  const { main } = await origins(await world.start());
  const subject_token = await world.signIn();
  const answer = await post(main, "", { subject_token });
  const { sub = "" } = answer.body["user"] as { sub?: string };
  const [subject = ""] = subject_token.split(".");
  const live = () => world.emulator.sessions({ userID: sub }).length;
  const again = async () => (await post(main, "", { subject_token })).problem;
  return { subject, live, again };
}

test.each([
  ["close", (subject: string) => ["--session", `session of ${subject}`]],
  ["close-account", () => ["--name", "app"]],
  ["erase-user", () => []],
])("%s ends the migrated session beside a running serve", { timeout: 60_000 }, async (command, more) => {
  const { subject, live, again } = await migrated();
  expect(live()).toBe(1);
  const ended = await act(command, "--issuer", ISSUER, "--subject", subject, ...more(subject));
  expect(ended).toEqual({ status: 0, told: '{"closed":1,"pending":0}\n', wrong: "" });
  expect(live()).toBe(0);
  expect(await again()).toBe("signed-out");
});

test("a verifier that is none is told, with exit status 2", { timeout: 60_000 }, async () => {
  const ended = await act("erase-user", "--issuer", ISSUER, "--subject", "42", "--name", "other");
  expect(ended).toMatchObject({ status: 2, told: "" });
  expect(ended.wrong).toContain('"name" is "other": name a verifier of this handler: app');
});

describe("arguments that cannot work are told", () => {
  const user = ["--issuer", ISSUER, "--subject", "42"];
  test.each([
    [["erase"], "there is no command erase: say one of serve, close, close-account, erase-user"],
    [["close-account", "--issuer", ISSUER], "close-account needs --subject"],
    [["close", ...user], "close needs --session"],
    [["erase-user", ...user, "--before", "2027-01-01"], "erase-user takes no --before"],
    [["close-account", ...user, "--session", "s"], "close-account takes no --session"],
    [["close-account", ...user, "--before", "soon"], "--before soon is no date: write 2027-01-31T12:00:00Z"],
    [["close-account", ...user, "--dev"], "close-account takes neither --check nor --dev"],
    [["serve", "--subject", "42"], "serve takes no --subject"],
    [["erase-user", ...user, "now"], "erase-user takes no now: name the file by --config"],
  ])("%j", (argv, why) => {
    expect(parseArguments(argv)).toEqual({ name: "wrong", why });
  });

  test("a date is taken as it is", () => {
    expect(parseArguments(["close-account", ...user, "--before", "2027-01-31T12:00:00Z"])).toMatchObject({
      act: { act: "closeAccount", options: { before: new Date("2027-01-31T12:00:00Z") } },
    });
  });
});
