import { parseArgs } from "node:util";

export interface DemoOptions {
  /** Do it all in Chromium and say what was observed, instead of waiting for a person. */
  readonly headless: boolean;
  /** First of three ports in a row; 0 takes any free ones. */
  readonly port: number;
}

const DEFAULT_PORT = 4400;
const LAST_PORT = 65_533;

/** @throws Error that names the option and the fix */
export function parseOptions(argv: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: { headless: { type: "boolean", default: false }, port: { type: "string" } },
  });
  return { headless: values.headless, port: parsePort(values.port, values.headless) };
}

function parsePort(value: string | undefined, headless: boolean): number {
  if (value === undefined) return headless ? 0 : DEFAULT_PORT;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= LAST_PORT) return port;
  throw new Error(
    `--port takes a number from 0 to ${LAST_PORT}, the first of three in a row; it got "${value}"`,
  );
}
