import { expect, test } from "vitest";
import { createMigrationHandler, toNodeHandler } from "../../src/server/index.js";
import { expectMoved, expectUntouched } from "./expect-moved.js";
import { EXCHANGE } from "./routes.js";
import { createWorld } from "./world.js";

// The shop is another site than the one whose server exchanges sessions, and takes one exchange a minute.
const world = await createWorld({
  names: ["shop"],
  front: ({ app, origins, verifier, ledger, secret, access, legacyClient }) => {
    const shop = origins.app.replace("app.", "shop.");
    const exchange = toNodeHandler(
      createMigrationHandler({
        authgear: access,
        clients: { spa: { origins: [shop], crossSite: true } },
        verifiers: verifier,
        ledger,
        secret,
        limits: { clientIP: () => "192.0.2.1", exchangesPerMinute: 1 },
      }),
    );
    const data = { ...origins, "legacy-client": legacyClient, exchange: `${origins.app}/session-migration` };
    const attributes = Object.entries(data).map(([name, value]) => `data-${name}="${value}"`);
    const page = `<!doctype html><html data-client="spa" ${attributes.join(" ")}><link rel="icon" href="data:,"><script type="module" src="/assets/app.js"></script>`;
    return (request, response) => {
      if (request.url?.startsWith("/session-migration")) return exchange(request, response);
      if (!request.url?.startsWith("/?")) return app(request, response);
      response.writeHead(200, { "content-type": "text/html" }).end(page);
    };
  },
});
const { gate } = world;
const shop = world.origins.app.replace("app.", "shop.");

test("a page of another site is moved: its browser is let through, and may read every answer (V12, X4)", async () => {
  const person = await world.person();
  const visitor = await world.visitor({ app: shop, legacyToken: person.token });
  expect(await visitor.visit()).toMatchObject({ status: "migrated", userID: person.userID });
  await visitor.ageing();
  await visitor.pass(10_000);
  await expect.poll(async () => (await visitor.stored()).marker).not.toContain('"open"');
  await expectMoved(world, person, visitor);
  expect(gate.requests(EXCHANGE.replace("POST", "OPTIONS"))).toMatchObject([{ status: 204 }]);

  const later = await world.person();
  const next = await world.visitor({ app: shop, legacyToken: later.token });
  expect(await next.visit()).toMatchObject({ status: "kept", session: "legacy", code: "rate-limited" });
  expect(gate.requests(EXCHANGE).map(({ status }) => status)).toEqual([200, 429]);
  await expectUntouched(world, later, next);
  // By its own clock the page asks again when the server said, and not before.
  expect(await next.visit()).toMatchObject({ status: "kept", code: "rate-limited" });
  expect(gate.requests(EXCHANGE)).toHaveLength(2);
});
