import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  signHook,
  verifyHookSignature,
  type ReceivedHook,
} from "../../../src/server/verify/hook-signature.js";
import { SECRET } from "./hook-setup.js";
import { NOW_S } from "./token-factory.js";

const MESSAGE = { method: "POST", path: "/legacy?of=app", timestamp: String(NOW_S), body: '{"a":"ü"}' };
const signature = await signHook(new TextEncoder().encode(SECRET), MESSAGE);

const verify = (change: Partial<ReceivedHook> = {}): Promise<boolean> =>
  verifyHookSignature({ ...MESSAGE, secret: SECRET, signature, now: () => NOW_S * 1000, ...change });

describe("the signature of a hook request", () => {
  it("is the HMAC of version, method, path, time and body", () => {
    const text = `v1\nPOST\n/legacy?of=app\n${NOW_S}\n{"a":"ü"}`;
    expect(signature).toBe(`v1=${createHmac("sha256", SECRET).update(text).digest("hex")}`);
  });

  it("is good over the text and over the bytes", async () => {
    expect(await verify()).toBe(true);
    expect(await verify({ body: new TextEncoder().encode(MESSAGE.body) })).toBe(true);
    expect(await verify({ secret: new TextEncoder().encode(SECRET) })).toBe(true);
  });

  it("is good for five minutes, by a clock that is before or behind", async () => {
    const at = (seconds: number): Promise<boolean> => verify({ now: () => (NOW_S + seconds) * 1000 });
    expect(await Promise.all([at(300), at(-300), at(301), at(-301)])).toEqual([true, true, false, false]);
  });

  it.each<[string, Partial<ReceivedHook>]>([
    ["another secret", { secret: `${SECRET}!` }],
    ["another method", { method: "PUT" }],
    ["another path", { path: "/legacy" }],
    ["another time", { timestamp: String(NOW_S + 1) }],
    ["no time", { timestamp: null }],
    ["a time in words", { timestamp: "now" }],
    ["a time that is not digits alone", { timestamp: `${NOW_S}.0` }],
    ["another body", { body: '{"a":"u"}' }],
    ["a body that moved into the time", { timestamp: `${NOW_S}\n`, body: MESSAGE.body.slice(1) }],
    ["no signature", { signature: undefined }],
    ["an empty signature", { signature: "v1=" }],
    ["a signature that broke off", { signature: signature.slice(0, -2) }],
    ["another version", { signature: signature.replace("v1", "v2") }],
    ["two signatures", { signature: `${signature},${signature}` }],
    ["upper case", { signature: signature.toUpperCase() }],
  ])("is bad with %s", async (_, change) => {
    expect(await verify(change)).toBe(false);
  });

  it.each([undefined, "", "canary"])("is never checked under the secret %j", async (secret) => {
    // @ts-expect-error the environment may lack it
    await expect(verifyHookSignature({ ...MESSAGE, signature, secret })).rejects.toThrow(/^"secret" /);
  });
});
