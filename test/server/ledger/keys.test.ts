import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { ledgerKeys, subjectKey } from "../../../src/server/ledger/keys.js";

const secret = Buffer.from("s".repeat(32));
const session = { name: "legacy", issuer: "https://legacy.example", subject: "user-1", sessionId: "sid-1" };

test("a key is a version byte and an HMAC over length-prefixed fields", () => {
  const prefixed = (text: string): Buffer =>
    Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);
  const hmac = (...fields: string[]): Buffer =>
    createHmac("sha256", secret)
      .update(Buffer.concat(fields.map(prefixed)))
      .digest();
  const { sessionKey, subjectKey: subject } = ledgerKeys(secret, session);
  expect(sessionKey).toEqual(
    Buffer.concat([Buffer.from([1]), hmac("legacy", "https://legacy.example", "sid-1")]),
  );
  expect(subject).toEqual(
    Buffer.concat([Buffer.from([1]), hmac("legacy", "https://legacy.example", "user-1")]),
  );
  expect(subject).toEqual(subjectKey(secret, session));
});

test("any other field, or the same characters cut elsewhere, is another key", () => {
  const others = [
    { ...session, name: "legac", issuer: "yhttps://legacy.example" },
    { ...session, issuer: "https://legacy.exampl", sessionId: "esid-1" },
    { ...session, name: "other" },
    { ...session, sessionId: "sid-2" },
  ];
  const keys = [session, ...others].map((one) => ledgerKeys(secret, one).sessionKey.toString("hex"));
  expect(new Set(keys).size).toBe(keys.length);
  const elsewhere = ledgerKeys(Buffer.from("t".repeat(32)), session).sessionKey;
  expect(elsewhere).not.toEqual(ledgerKeys(secret, session).sessionKey);
});
