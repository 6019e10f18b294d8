import { describe, expect, it } from "vitest";
import { checkOrigin, checkURL } from "../../src/server/upstream-url.js";

describe("the address of another server", () => {
  it.each([
    "https://a.example/path?query=1",
    "http://localhost:3000/",
    "http://app.localhost/",
    "http://127.0.0.1:8080/x",
    "http://[::1]/x",
  ])("may be %s", (url) => {
    expect(checkURL("endpoint", url).href).toBe(url);
    expect(checkURL("endpoint", new URL(url)).href).toBe(url);
  });

  it.each([
    undefined,
    7,
    "",
    "a.example",
    "/path",
    "http://a.example",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://evillocalhost",
    "ftp://a.example",
    "javascript:alert(1)",
    "https://a.example/#fragment",
  ])("is not %j", (url) => {
    expect(() => checkURL("endpoint", url)).toThrow(TypeError);
    expect(() => checkURL("endpoint", url)).toThrow(/^"endpoint" /);
  });

  it("holds no credentials, which no error repeats", () => {
    expect(() => checkURL("endpoint", "https://user:canary@a.example")).toThrow(
      /^"endpoint" holds credentials/,
    );
    expect(() => checkURL("endpoint", "https://user:canary@a.example")).not.toThrow(/canary/);
  });

  it("is an origin where one is asked for", () => {
    expect(checkOrigin("endpoint", "https://a.example/")).toBe("https://a.example");
    expect(() => checkOrigin("endpoint", "https://a.example/path")).toThrow(
      "give the origin alone: https://a.example",
    );
    expect(() => checkOrigin("endpoint", "https://a.example/?a")).toThrow(TypeError);
  });
});
