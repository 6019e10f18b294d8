import { describe, expect, test } from "vitest";
import { COOKIE_ORIGIN, createWorld, ORIGIN } from "./handler-under-test.js";
import { send, type Sent } from "./requests.js";

const { handler } = await createWorld();

describe("a preflight", () => {
  const ask = (origin: string | null, path: Sent["path"] = ""): ReturnType<typeof send> =>
    send(handler, {
      path,
      method: "OPTIONS",
      headers: {
        Origin: origin,
        "Content-Type": null,
        "Authgear-Migration": null,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authgear-migration,content-type,idempotency-key,x-anything",
      },
    });

  test.each(["", "/confirm", "/sign-out"] as const)(
    "lists method and headers exactly at {base}%s",
    async (path) => {
      const { status, headers } = await ask(ORIGIN, path);
      expect(status).toBe(204);
      expect(Object.fromEntries(headers)).toEqual({
        "access-control-allow-origin": ORIGIN,
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "Content-Type, Authgear-Migration, Idempotency-Key",
        "access-control-expose-headers": "Retry-After",
        "access-control-max-age": "600",
        "cache-control": "no-store",
        vary: "Origin",
      });
    },
  );

  test("grants credentials only where a legacy session may be a cookie", async () => {
    expect((await ask(COOKIE_ORIGIN)).headers.get("Access-Control-Allow-Credentials")).toBe("true");
    expect((await ask(ORIGIN)).headers.get("Access-Control-Allow-Credentials")).toBeNull();
  });

  test.each(["https://evil.example", "null", null])("grants %s nothing", async (origin) => {
    const { status, headers } = await ask(origin);
    expect(status).toBe(403);
    expect(headers.get("Access-Control-Allow-Origin")).toBeNull();
  });
});
