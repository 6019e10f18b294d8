import type { ConformanceCase } from "../conformance-case.js";
import { expectLive, expectSession, migrated } from "../expect-answer.js";
import { demand } from "../nonconformance.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Section 2: the session. */
export const exchangeCases: readonly ConformanceCase[] = [
  {
    name: "a good token gets a session, in the shape of the protocol",
    section: 2,
    level: 1,
    async run(bench) {
      const visitor = await bench.visitor();
      const answer = await bench.exchange(visitor.token, visitor.key);
      const { migration_id, confirmation, session } = expectSession(answer);
      const type = answer.headers.get("Content-Type") ?? "";
      demand(type.startsWith("application/json"), "the answer must be application/json");
      demand(UUID.test(migration_id), "migration_id must be a UUID");
      demand(/^[\w-]{43}$/.test(confirmation), "confirmation must be 43 base64url characters");
      demand(session.token_type === "Bearer", "token_type must be Bearer");
      const { access_token, expires_in } = session;
      demand(
        (access_token === undefined) === (expires_in === undefined),
        "access_token and expires_in stand together",
      );
      demand(
        expires_in === undefined || (Number.isInteger(expires_in) && expires_in >= 60),
        "expires_in must be whole seconds, at least 60",
      );
      await expectLive(bench, visitor, 1);
    },
  },
  {
    name: "the answer repeats neither the legacy token nor the key",
    section: 2,
    level: 1,
    async run(bench) {
      const { token, key } = await bench.visitor();
      const answer = await bench.exchange(token, key);
      expectSession(answer);
      demand(!answer.text.includes(token), "the legacy token stands in the answer");
      demand(!answer.text.includes(key), "the idempotency key stands in the answer");
    },
  },
  {
    name: "members that the protocol does not know are passed over",
    section: 2,
    level: 1,
    async run(bench) {
      const { token, key } = await bench.visitor();
      expectSession(await bench.exchange(token, key, { later: true }));
    },
  },
  {
    name: "two users get two sessions that share nothing",
    section: 2,
    level: 1,
    async run(bench) {
      const [{ reply: one }, { reply: two }] = [await migrated(bench), await migrated(bench)];
      demand(one.user.sub !== two.user.sub, "two legacy users share a user");
      demand(one.session.refresh_token !== two.session.refresh_token, "two legacy users share a session");
      demand(one.migration_id !== two.migration_id, "two migrations share migration_id");
      demand(one.confirmation !== two.confirmation, "two migrations share a confirmation");
    },
  },
];
