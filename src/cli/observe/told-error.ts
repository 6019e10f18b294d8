import { withoutTokens } from "./scrub.js";

/** What is logged about an error: never the error itself, whose own members may hold anything. */
export interface ToldError {
  name: string;
  code?: string;
  message: string;
  stack?: string[];
}

/** An error of the database or of the system: its words hold names and numbers. */
export function toldError(error: unknown): ToldError {
  if (!(error instanceof Error)) return { name: "unknown", message: "something that is no error was thrown" };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  // Node gathers the attempts at several addresses, and says nothing itself.
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  const message = error.message === "" && inner instanceof Error ? inner.message : error.message;
  return { name: error.name, ...code, message };
}

/** An error from anywhere: where it came from, and its words without what could be a token. */
export function toldStrangeError(error: unknown): ToldError {
  const { message, ...rest } = toldError(error);
  const lines = error instanceof Error ? (error.stack ?? "").split("\n") : [];
  const stack = lines.map((line) => line.trim()).filter((line) => line.startsWith("at "));
  return { ...rest, message: withoutTokens(message), stack };
}
