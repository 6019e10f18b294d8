#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { asRecord } from "../server/as-record.js";
import { actOnUser } from "./act-on-user.js";
import { check } from "./check.js";
import { givenDatabase, type Database } from "./database.js";
import { startDevDatabase } from "./dev/start-dev-database.js";
import { HELP } from "./help.js";
import { parseArguments, type Command } from "./parse-arguments.js";
import { prepare } from "./prepare.js";
import { serve } from "./serve.js";

const USAGE_STATUS = 2;

process.exit(await main(parseArguments(process.argv.slice(2))));

/** Answers the exit status. */
async function main(command: Command): Promise<number> {
  switch (command.name) {
    case "help":
      process.stdout.write(HELP);
      return 0;
    case "version":
      process.stdout.write(`${version()}\n`);
      return 0;
    case "wrong":
      process.stderr.write(`authgear-session-migration: ${command.why}\n\n${HELP}`);
      return USAGE_STATUS;
    case "serve":
    case "act":
      return run(command);
    default:
      return command satisfies never;
  }
}

async function run(command: Extract<Command, { name: "serve" | "act" }>): Promise<number> {
  const prepared = await prepare(command);
  if ("wrong" in prepared) {
    const list = prepared.wrong.map((one) => `  - ${one}\n`).join("");
    process.stderr.write(
      `authgear-session-migration ${command.name === "act" ? "" : "serve "}cannot start:\n${list}`,
    );
    return USAGE_STATUS;
  }
  const { peers, settings } = prepared;
  let database: Database;
  try {
    const { connectionString } = settings;
    database = connectionString === undefined ? await startDevDatabase() : givenDatabase(connectionString);
  } catch (error) {
    process.stderr.write(
      `authgear-session-migration: ${error instanceof Error ? error.message : "failed"}\n`,
    );
    return 1;
  }
  try {
    if (command.name === "act") {
      const write = (stream: NodeJS.WriteStream) => (line: string) => void stream.write(`${line}\n`);
      const out = { tell: write(process.stdout), complain: write(process.stderr) };
      return await actOnUser(peers, settings, database.url, command.act, out);
    }
    if (command.check)
      return await check(peers, settings, database, (line) => process.stdout.write(`${line}\n`));
    return await serve(peers, settings, database);
  } finally {
    await database.stop();
  }
}

function version(): string {
  // This file is dist/cli.js.
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return String(asRecord(JSON.parse(text)).version);
}
