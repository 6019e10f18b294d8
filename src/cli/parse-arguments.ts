import { parseArgs } from "node:util";
import type { ServeArguments } from "./prepare.js";

export type Command =
  | { name: "help" }
  | { name: "version" }
  | ({ name: "serve"; check: boolean } & ServeArguments)
  | { name: "wrong"; why: string };

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
        help: { type: "boolean", short: "h", default: false },
        version: { type: "boolean", short: "v", default: false },
      },
    });
    const { help, version, config, check, dev } = values;
    if (help || argv.length === 0) return { name: "help" };
    if (version) return { name: "version" };
    const [command, extra] = positionals;
    if (command !== "serve") return { name: "wrong", why: `there is no command ${command ?? ""}: say serve` };
    if (extra !== undefined)
      return { name: "wrong", why: `serve takes no ${extra}: name the file by --config` };
    return { name: "serve", config, check, dev };
  } catch (error) {
    return { name: "wrong", why: error instanceof Error ? error.message : "these arguments cannot be read" };
  }
}
