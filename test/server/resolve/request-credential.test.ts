import { describe, expect, it } from "vitest";
import { requestCredential } from "../../../src/server/resolve/request-credential.js";

const read = (headers: Record<string, string>): unknown =>
  requestCredential({ headers: new Headers(headers) });

describe("the credential of a request", () => {
  it.each([
    ["Bearer token", "token"],
    ["bearer token", "token"],
    ["BEARER  token", "token"],
    ["Bearer a, Bearer b", "a, Bearer b"],
  ])("is the token of %j", (Authorization, token) => {
    expect(read({ Authorization })).toEqual({ token });
    expect(read({ Authorization, Cookie: "sid=1" })).toEqual({ token });
  });

  it("is the cookies where there is no Authorization", () => {
    expect(read({ Cookie: "sid=1; a=b" })).toEqual({ cookie: "sid=1; a=b" });
  });

  it.each(["Basic dXNlcjpwdw==", "DPoP token", "Bearer", "Bearertoken", ""])(
    "is none in %j, whatever cookies come with it",
    (Authorization) => {
      expect(read({ Authorization, Cookie: "sid=1" })).toBeUndefined();
    },
  );

  it("is none in a request without either", () => {
    expect(read({ Accept: "*/*" })).toBeUndefined();
  });
});
