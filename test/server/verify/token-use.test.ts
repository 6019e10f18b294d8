import { describe, expect, it } from "vitest";
import { checkTokenUse, judgeTokenUse, type TokenUse } from "../../../src/server/verify/token-use.js";

const judge = (use: TokenUse, typ: unknown, payload: Record<string, unknown>): string | undefined =>
  judgeTokenUse(checkTokenUse(use), { typ }, { sub: "user", aud: "spa", ...payload }, ["spa", "other"]);

describe("the use of a token", () => {
  it.each<[string, TokenUse, unknown, Record<string, unknown>, string | undefined]>([
    ["access token of RFC 9068", "access_token", "at+jwt", { client_id: "spa" }, undefined],
    ["the same, typ written out", "access_token", "application/AT+JWT", {}, undefined],
    ["access token without typ", "access_token", undefined, {}, "typ"],
    ["ID token where an access token belongs", "access_token", "at+jwt", { c_hash: "x" }, "id-token"],
    [
      "Auth0 access token",
      { kind: "access_token", typ: "JWT" },
      "JWT",
      { scope: "openid", azp: "spa" },
      undefined,
    ],
    [
      "Keycloak access token",
      { kind: "access_token", typ: "JWT", claims: { typ: "Bearer" } },
      "JWT",
      { typ: "Bearer" },
      undefined,
    ],
    [
      "Keycloak refresh token",
      { kind: "access_token", typ: "JWT", claims: { typ: "Bearer" } },
      "JWT",
      { typ: "Refresh" },
      "token-use",
    ],
    ["ID token", "id_token", "JWT", { nonce: "n", at_hash: "x" }, undefined],
    ["ID token without typ", "id_token", undefined, { azp: "spa" }, undefined],
    ["ID token for two of ours", "id_token", undefined, { aud: ["spa", "other"], azp: "spa" }, undefined],
    ["ID token for two, not saying for whom", "id_token", undefined, { aud: ["spa", "other"] }, "azp"],
    [
      "ID token that somebody else may use too",
      "id_token",
      undefined,
      { aud: ["spa", "evil"], azp: "spa" },
      "foreign-audience",
    ],
    ["ID token made for somebody else", "id_token", undefined, { azp: "evil" }, "azp"],
    ["access token where an ID token belongs, by typ", "id_token", "at+jwt", {}, "typ"],
    ["the same, by scope", "id_token", "JWT", { scope: "openid" }, "access-token"],
    ["the same, by scp", "id_token", "JWT", { scp: ["openid"] }, "access-token"],
    ["the same, by token_use", "id_token", "JWT", { token_use: "access" }, "access-token"],
    ["logout token", "id_token", "JWT", { events: {} }, "event-token"],
    ["logout token by typ", "id_token", "logout+jwt", {}, "typ"],
    ["token of a client", "access_token", "at+jwt", { sub: "spa", client_id: "spa" }, "client-credentials"],
    [
      "token of a client by azp",
      "access_token",
      "at+jwt",
      { sub: "spa", azp: "spa", client_id: "x" },
      "client-credentials",
    ],
    ["token of an app at Entra ID", "access_token", "at+jwt", { idtyp: "app" }, "client-credentials"],
    ["DPoP token", "access_token", "at+jwt", { cnf: { jkt: "x" } }, "sender-constrained"],
  ])("%s", (_, use, typ, payload, why) => {
    expect(judge(use, typ, payload)).toBe(why);
  });
});
