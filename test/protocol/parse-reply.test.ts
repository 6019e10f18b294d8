import { expect, test } from "vitest";
import { parseExchangeReply, parseLegacyReply } from "../../src/protocol/parse-reply.js";
import { replyBody, WRONG_REPLIES } from "./wrong-replies.js";

test("takes the reply of the protocol as it is", () => {
  const body = replyBody();
  expect(parseExchangeReply(body)).toBe(body);
});

test("a session without an access token is whole", () => {
  const { access_token: _, expires_in: __, ...session } = replyBody().session;
  const body = { ...replyBody(), session };
  expect(parseExchangeReply(body)).toBe(body);
});

test("members of a later version do no harm", () => {
  expect(parseExchangeReply({ ...replyBody(), later: [1] })).toMatchObject({ protocol: 1, later: [1] });
});

test.for(["client", "server", "none"] as const)("the server may say %s", (legacy_revocation) => {
  expect(parseExchangeReply({ ...replyBody(), legacy_revocation })).toMatchObject({ legacy_revocation });
});

test.for(WRONG_REPLIES)("%s is no reply (X5)", ([, body]) => {
  expect(parseExchangeReply(body)).toBeUndefined();
});

test.for(["done", "pending", "client", "none"])("reads that the legacy session is %s", (legacy) => {
  expect(parseLegacyReply({ legacy })).toBe(legacy);
});

test.for<[string, unknown]>([
  ["nothing", undefined],
  ["null", null],
  ["an empty object", {}],
  ["a text", "done"],
  ["an unknown word", { legacy: "kept" }],
  ["a word with more around it", { legacy: "not done" }],
  ["true", { legacy: true }],
])("%s is no answer to a confirm or a sign-out (X5)", ([, body]) => {
  expect(parseLegacyReply(body)).toBeUndefined();
});
