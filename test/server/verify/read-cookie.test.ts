import { describe, expect, it } from "vitest";
import { readCookie } from "../../../src/server/verify/read-cookie.js";

const read = (header: string): unknown => readCookie(header, "__Host-sid");

describe("the cookie of a header", () => {
  it.each([
    ["__Host-sid=a.b-c%20", "a.b-c%20"],
    ["theme=dark; __Host-sid=one; lang=de", "one"],
    ["theme=dark;__Host-sid=one", "one"],
    ["weird; =nameless; naïve=ü; __Host-sid=one", "one"],
    ["__Host-sid=a==", "a=="],
    ['__Host-sid="one"', '"one"'],
    [`__Host-sid=${"x".repeat(4096)}`, "x".repeat(4096)],
  ])("is read exactly as it was sent: %j", (header, value) => {
    expect(read(header)).toEqual({ value });
  });

  it.each(["", "theme=dark", "__Host-sid2=one", "x__Host-sid=one", "__Host-sid", "other=__Host-sid=one"])(
    "is not there: %j",
    (header) => {
      expect(read(header)).toBe("no-cookie");
    },
  );

  it.each([
    ["by case", "__host-sid=evil"],
    ["by a space before", "a=b;  __Host-sid=evil"],
    ["by a space behind", "__Host-sid =evil"],
    ["by a tab", "a=b;\t__Host-sid=evil"],
    ["by a Unicode space, as UTF-8 read byte by byte", "a=b; \u00e2\u0080\u0080__Host-sid=evil"],
    ["by a no-break space", "a=b; \u00a0__Host-sid=evil"],
    ["by percent signs", "__%48ost-sid=evil"],
    ["by quotes", 'a="x, __Host-sid=evil"'],
    ["by an old version", "$Version=1,__Host-sid=evil"],
  ])("is not what a lenient parser takes for it, %s (Z1)", (_, header) => {
    expect(read(header)).toBe("no-cookie");
    expect(read(`${header}; __Host-sid=good`)).toEqual({ value: "good" });
  });

  it.each([
    "__Host-sid=one; __Host-sid=two",
    "__Host-sid=one; __Host-sid=one",
    "__Host-sid=; __Host-sid=one",
    'a="; __Host-sid=one; "; __Host-sid=two',
  ])("is not one of two (Z1): %j", (header) => {
    expect(read(header)).toBe("repeated-cookie");
  });

  it.each([
    ["empty", ""],
    ["with a space", "a b"],
    ["joined by a comma", "one, __Host-sid=two"],
    ["with a comma", "one,two"],
    ["with half a quote", '"one'],
    ["with a quote inside", 'o"ne'],
    ["with a backslash", "o\\ne"],
    ["with a control character", "o\u0001ne"],
    ["with a NUL", "o\0ne"],
    ["beyond ASCII", "\u00fc"],
    ["too long", "x".repeat(4097)],
  ])("has no value %s", (_, value) => {
    expect(read(`__Host-sid=${value}`)).toBe("malformed-cookie");
  });

  it("is not looked for in a header that no browser sends", () => {
    expect(read(`__Host-sid=one; a=${"x".repeat(32_768)}`)).toBe("malformed-cookie");
  });
});
