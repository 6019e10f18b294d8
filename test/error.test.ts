import { expect, test } from "vitest";
import { isMigrationError, MigrationError } from "../src/index.js";

test("says what failed in which step, and whether it can succeed later", () => {
  const error = new MigrationError("timeout", "exchange", true);
  expect(error).toBeInstanceOf(Error);
  expect([error.name, error.message, error.code, error.step, error.retryable]).toEqual([
    "MigrationError",
    "exchange: timeout",
    "timeout",
    "exchange",
    true,
  ]);
});

test("carries nothing else that could hold a secret (Z10)", () => {
  const error = new MigrationError("network", "read", false);
  expect(new Set(Reflect.ownKeys(error))).toEqual(
    new Set(["code", "message", "name", "retryable", "stack", "step"]),
  );
  expect(error.cause).toBeUndefined();
});

test("is recognised across copies of the package, where instanceof fails (F8)", () => {
  const foreign = Object.assign(new Error("exchange: timeout"), {
    name: "MigrationError",
    code: "timeout",
    step: "exchange",
  });
  expect([isMigrationError(foreign), foreign instanceof MigrationError]).toEqual([true, false]);
});

test.for([
  ["undefined", undefined],
  ["null", null],
  ["a text", "MigrationError"],
  ["another error", new TypeError("x")],
  ["an error with a code", Object.assign(new Error("x"), { code: "timeout", step: "read" })],
  ["an object that looks like one", { name: "MigrationError", code: "timeout", step: "read" }],
] as const)("%s is none", ([, value]) => {
  expect(isMigrationError(value)).toBe(false);
});
