import { parseArgs } from "node:util";
import type { UserAct } from "./act-on-user.js";
import type { ServeArguments } from "./prepare.js";

export type Command =
  | { name: "help" }
  | { name: "version" }
  | ({ name: "serve"; check: boolean } & ServeArguments)
  | ({ name: "act"; act: UserAct } & ServeArguments)
  | { name: "wrong"; why: string };

/** The commands about one legacy user, and the options that each cannot do without. */
const ACTS = new Map<string, readonly ("issuer" | "subject" | "session")[]>([
  ["close", ["issuer", "subject", "session"]],
  ["close-account", ["issuer", "subject"]],
  ["erase-user", ["issuer", "subject"]],
]);

/** What a command line asks for. */
export function parseArguments(argv: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        config: { type: "string", default: "migration.config.mjs" },
        check: { type: "boolean", default: false },
        dev: { type: "boolean", default: false },
        name: { type: "string" },
        issuer: { type: "string" },
        subject: { type: "string" },
        session: { type: "string" },
        before: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
        version: { type: "boolean", short: "v", default: false },
      },
    });
    const { help, version, config, check, dev, ...user } = values;
    if (help || argv.length === 0) return { name: "help" };
    if (version) return { name: "version" };
    const [command = "", extra] = positionals;
    const needed = ACTS.get(command);
    if (command !== "serve" && !needed) {
      const known = ["serve", ...ACTS.keys()].join(", ");
      return { name: "wrong", why: `there is no command ${command}: say one of ${known}` };
    }
    if (extra !== undefined)
      return { name: "wrong", why: `${command} takes no ${extra}: name the file by --config` };
    if (!needed) {
      const [other] = Object.keys(user);
      if (other !== undefined) return { name: "wrong", why: `serve takes no --${other}` };
      return { name: "serve", config, check, dev };
    }
    if (check || dev) return { name: "wrong", why: `${command} takes neither --check nor --dev` };
    const act = readAct(command, user, needed);
    return "why" in act ? { name: "wrong", ...act } : { name: "act", act, config, dev };
  } catch (error) {
    return { name: "wrong", why: error instanceof Error ? error.message : "these arguments cannot be read" };
  }
}

type UserValues = Partial<Record<"name" | "issuer" | "subject" | "session" | "before", string>>;

function readAct(
  command: string,
  values: UserValues,
  needed: readonly ("issuer" | "subject" | "session")[],
): UserAct | { why: string } {
  const missing = needed.find((option) => values[option] === undefined);
  if (missing !== undefined) return { why: `${command} needs --${missing}` };
  const { name, issuer = "", subject = "", session: sessionId = "", before } = values;
  const user = { issuer, subject, ...(name === undefined ? {} : { name }) };
  if (values.session !== undefined && command !== "close") return { why: `${command} takes no --session` };
  if (before !== undefined && command !== "close-account") return { why: `${command} takes no --before` };
  if (command === "close") return { act: "close", options: { ...user, sessionId } };
  if (command === "erase-user") return { act: "eraseUser", options: user };
  if (before === undefined) return { act: "closeAccount", options: user };
  const date = new Date(before);
  if (Number.isNaN(date.getTime()))
    return { why: `--before ${before} is no date: write 2027-01-31T12:00:00Z` };
  return { act: "closeAccount", options: { ...user, before: date } };
}
