import { expect, test } from "vitest";
import {
  openReply,
  sealReply,
  type IssuedReply,
  type SealContext,
} from "../../../src/server/ledger/sealed-reply.js";

const reply: IssuedReply = {
  sub: "u",
  refreshToken: "a.b",
  accessToken: "c",
  verified: true,
  confirmation: "d",
};
const context: SealContext = {
  migrationID: "8b0f5b7e-7d5e-4a44-9d3f-2f9b7e6f7c11",
  sessionKey: Buffer.from("session"),
  clientID: "spa",
  attempt: 1,
  idempotencyKey: "k".repeat(22),
  secret: Buffer.from("s".repeat(32)),
};

test("opens under everything it was sealed with", () => {
  expect(openReply(sealReply(reply, context), context)).toEqual(reply);
  const { accessToken: _, ...without } = reply;
  expect(openReply(sealReply(without, context), context)).toEqual(without);
});

test.each<Partial<SealContext>>([
  { idempotencyKey: "j".repeat(22) },
  { secret: Buffer.from("t".repeat(32)) },
  { migrationID: "8b0f5b7e-7d5e-4a44-9d3f-2f9b7e6f7c12" },
  { sessionKey: Buffer.from("sessioN") },
  { clientID: "other" },
  { attempt: 2 },
])("does not open under %o (Z17)", (other) => {
  expect(openReply(sealReply(reply, context), { ...context, ...other })).toBeUndefined();
});

test("does not open with any bit changed, nor cut short", () => {
  const sealed = sealReply(reply, context);
  for (let at = 0; at < sealed.reply.length; at += 7) {
    const changed = Buffer.from(sealed.reply);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expect(openReply({ ...sealed, reply: changed }, context)).toBeUndefined();
  }
  for (const end of [0, 5, 12, 28, sealed.reply.length - 1]) {
    expect(openReply({ ...sealed, reply: sealed.reply.subarray(0, end) }, context)).toBeUndefined();
  }
});

test("never looks the same twice, and shows nothing of what it holds", () => {
  const [first, second] = [sealReply(reply, context), sealReply(reply, context)];
  expect(first.reply).not.toEqual(second.reply);
  expect(first.salt).not.toEqual(second.salt);
  expect(first.reply.toString("latin1")).not.toContain("confirmation");
});
