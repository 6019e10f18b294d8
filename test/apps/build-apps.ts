import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "vite";
import webpack, { type Configuration } from "webpack";
import { root } from "../package/packed-package.js";

const run = promisify(execFile);

/** Builds an app with Vite as it comes, and answers the folder of its files. */
export async function buildWithVite(folder: string): Promise<string> {
  const outDir = `${folder}-by-vite`;
  await build({ root: folder, configFile: false, logLevel: "warn", build: { outDir, emptyOutDir: true } });
  return outDir;
}

/** Compiles an app to JavaScript, and answers the folder of that. */
export async function compile(folder: string): Promise<string> {
  const compiled = `${folder}-by-tsc`;
  const tsc = join(root, "node_modules/.bin/tsc");
  await run(tsc, ["--project", folder, "--noEmit", "false", "--outDir", compiled]);
  return compiled;
}

/** Bundles what was compiled with webpack, as it comes but for the change, and answers the folder of its files and its page. */
export async function buildWithWebpack(
  compiled: string,
  name: string,
  { output, ...change }: Configuration = {},
): Promise<string> {
  const path = `${compiled}-by-${name}`;
  const compiler = webpack({
    mode: "production",
    context: compiled,
    entry: "./main.js",
    output: { path, filename: "main.js", publicPath: "/", ...output },
    // Takes most of the time and changes nothing of what a page loads.
    optimization: { minimize: false },
    performance: { hints: false },
    ...change,
  });
  await new Promise<void>((resolve, reject) => {
    compiler.run((error, stats) => {
      if (error) reject(error);
      else if (stats?.hasErrors()) reject(new Error(stats.toString("errors-only")));
      else resolve();
    });
  });
  await writeFile(join(path, "index.html"), PAGE);
  return path;
}

const PAGE = `<!doctype html>
<html lang="en">
  <link rel="icon" href="data:,">
  <title>App</title>
  <script defer src="/main.js"></script>
  <div id="app"></div>
</html>
`;

/** Builds an app with Next, which leaves what it makes in the same folder. */
export async function buildWithNext(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  // Its types are checked by themselves, and Next knows no TypeScript that has no API.
  const config = "export default { typescript: { ignoreBuildErrors: true } };";
  await writeFile(join(folder, "next.config.mjs"), config);
  await run(process.execPath, [NEXT, "build"], { cwd: folder, env });
}

export const NEXT: string = join(root, "node_modules/next/dist/bin/next");

export function nextEnvironment(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH = "" } = process.env;
  return { PATH, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ...env };
}
