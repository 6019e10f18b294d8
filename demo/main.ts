import { runHeadless } from "./headless/run-headless.js";
import { instructions } from "./instructions.js";
import { parseOptions } from "./options.js";
import { startDemo } from "./start-demo.js";

/**
 * Runs the demo: for a person until Ctrl-C, or by itself in Chromium.
 *
 * @param folder where the demo's files are
 */
export async function main(argv: readonly string[], folder: URL): Promise<void> {
  const print = (line: string): void => console.log(line);
  try {
    const options = parseOptions(argv);
    const demo = await startDemo(options.port, folder);
    if (options.headless) {
      try {
        process.exitCode = (await runHeadless(demo, print)) ? 0 : 1;
      } finally {
        await demo.close();
      }
      return;
    }
    print(instructions(demo.origins));
    process.once("SIGINT", () => void demo.close());
    process.once("SIGTERM", () => void demo.close());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
