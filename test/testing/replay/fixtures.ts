import { nodeID, PROJECT_ID } from "../authgear/test-emulator.js";
import { ADMIN, APP, PUBLIC } from "./replay.js";
import type { Replay } from "./replay.js";

const UUID_OF_NOBODY = [
  "00000000-0000-4000-8000-000000000002",
  "00000000-0000-4000-8000-000000000004",
] as const;

/** What every recording may name: origins and the tokens of the Admin API. */
export async function bindBasics({ bindings, sign, clock }: Replay): Promise<void> {
  bindings.set("public-origin", PUBLIC);
  bindings.set("admin-origin", ADMIN);
  bindings.set("app-origin", APP);
  const seconds = clock.now / 1000;
  const expiring = (minutes: number): Record<string, unknown> => ({
    aud: [PROJECT_ID],
    exp: seconds + minutes * 60,
  });
  bindings.set("admin-jwt-2", await sign({ ...expiring(5), aud: "another-project" }));
  bindings.set("admin-jwt-3", await sign(expiring(5), { kid: undefined }));
  bindings.set("admin-jwt-4", await sign(expiring(5), { kid: "nobody" }));
  bindings.set("admin-jwt-5", await sign(expiring(-4)));
  bindings.set("admin-jwt-6", await sign(expiring(-6)));
  bindings.set("admin-jwt-7", await sign({ aud: PROJECT_ID }));
  for (const n of [1, 8, 9, 10, 11, 12, 13, 14, 15, 16])
    bindings.set(`admin-jwt-${n}`, await sign({ ...expiring(60), jti: String(n) }));
}

/** What must be there before a recording is replayed, by its name. */
export const FIXTURES: Record<string, (replay: Replay) => void | Promise<void>> = {
  "lookup.loginid.exact": ({ addUser }) =>
    void addUser("user-node-id-1", { email: "User.4apsje@Example.com" }),
  "node.unknown": ({ bindings }) => bindings.set("user-node-id-2", nodeID("User", UUID_OF_NOBODY[0])),
  "createSession.bare-uuid": ({ bindings }) => bindings.set("uuid-1", uuidOf(bindings.get("user-node-id-1"))),
  "createSession.missing-user": ({ bindings }) =>
    bindings.set("user-node-id-4", nodeID("User", UUID_OF_NOBODY[1])),
  setDisabledStatus: ({ addUser }) => void addUser("user-node-id-5", { email: "disabled@example.com" }),

  "createSession.race"({ addUser, emulator }) {
    addUser("user-node-id-6", { email: "race@example.com" });
    emulator.fault({ on: "createSession", kind: "first-authorization-race" });
  },

  async "userinfo.jwt"({ addUser, bindings, createSession }) {
    bindings.set("uuid-8", addUser("user-node-id-12", { email: "tokens@example.com" }));
    const session = await createSession(bindings.get("uuid-8"), "spa_jwt");
    bindings.set("jwt-access-token-2", session.accessToken);
    bindings.set("refresh-token-9", session.refreshToken);
  },

  async "token.refresh.rotating"({ bindings, createSession }) {
    bindings.set(
      "refresh-token-10",
      (await createSession(bindings.get("uuid-8"), "spa_rotating")).refreshToken,
    );
  },

  async "token.refresh.wrong-client-rotating"({ bindings, createSession }) {
    bindings.set(
      "refresh-token-12",
      (await createSession(bindings.get("uuid-8"), "spa_rotating")).refreshToken,
    );
  },

  async "token.unknown-client"({ bindings, createSession }) {
    const session = await createSession(bindings.get("uuid-8"), "spa");
    bindings.set("refresh-token-13", session.refreshToken);
    bindings.set("access-token-10", session.accessToken);
  },

  "token.wrong-refresh-token"({ bindings }) {
    bindings.set("refresh-token-14", `${sessionOf(bindings.get("refresh-token-13"))}.${"x".repeat(32)}`);
  },

  async revokeSession({ bindings, refresh }) {
    const { access_token } = await refresh(bindings.get("refresh-token-13"), "spa");
    bindings.set("access-token-12", String(access_token));
    bindings.set("session-node-id-8", nodeID("Session", sessionOf(bindings.get("refresh-token-13"))));
  },

  "revokeSession.bad-id": ({ bindings }) =>
    bindings.set("uuid-2", sessionOf(bindings.get("refresh-token-13"))),
  "updateUser.customAttributes": ({ addUser }) =>
    void addUser("user-node-id-13", { email: "attributes@example.com" }),

  async "userinfo.ok"({ bindings, createSession }) {
    bindings.set("uuid-3", uuidOf(bindings.get("user-node-id-15")));
    const session = await createSession(bindings.get("uuid-3"), "spa");
    bindings.set("access-token-13", session.accessToken);
    bindings.set("refresh-token-15", session.refreshToken);
  },

  async "import.completed"({ bindings, clock, startImport }) {
    const id = await startImport([
      { email: "a@import.example", email_verified: true, custom_attributes: { legacy_subject: "auth0|42" } },
      { email: "not an email" },
      { email: "Mixed@Import.example" },
      { email: "b@import.example", foo: 1 },
      { email: "c@import.example", disabled: true },
    ]);
    bindings.set("import-id-3", id);
    clock.now += 1000;
  },

  async "import.completed.again"({ bindings, clock, startImport }) {
    const emails = ["a@import.example", "mixed@import.example", "MIXED@import.example"];
    bindings.set("import-id-4", await startImport(emails.map((email) => ({ email }))));
    clock.now += 1000;
  },

  "createSession.marked": ({ addUser }) => void addUser("user-node-id-16", { email: "marked@example.com" }),

  async "app_session_token.rotated-old"({ bindings, refresh }) {
    const { refresh_token } = await refresh(bindings.get("refresh-token-16"), "spa_rotating");
    bindings.set("refresh-token-17", String(refresh_token));
  },

  "app_session_token.disabled-user": ({ bindings, emulator }) =>
    emulator.disableUser(uuidOf(bindings.get("user-node-id-16"))),
  resetPassword: ({ addUser }) =>
    void addUser("user-node-id-17", { email: "reset@example.com", password: "Abcdefg1!" }),
};

/** Recordings whose request was not kept: how to ask again. */
export const REQUESTS: Record<string, (replay: Replay) => Promise<Response>> = {
  async "token.rate-limited"({ emulator, clock }) {
    clock.now += 60_000;
    const ask = (): Promise<Response> =>
      emulator.fetch(new Request(`${PUBLIC}/oauth2/token`, { method: "POST", body: new URLSearchParams() }));
    for (let count = 0; count < 120; count += 1) await ask();
    const response = await ask();
    clock.now += 60_000;
    return response;
  },

  async "import.too-large"({ emulator, bindings }) {
    const headers = {
      "Content-Type": "application/json",
      Authorization: `Bearer ${bindings.get("admin-jwt-15")}`,
    };
    return emulator.fetch(
      new Request(`${ADMIN}/_api/admin/users/import`, { method: "POST", headers, body: " ".repeat(500_001) }),
    );
  },
};

/** Pairs of which one tells the other: a token and the session in it, a node ID and its UUID. */
export const SESSION_OF_ID_TOKEN: Record<string, string> = {
  "id-token-1": "refresh-token-9",
  "id-token-2": "refresh-token-10",
  "id-token-3": "refresh-token-13",
  "id-token-4": "refresh-token-15",
};

export function sessionOf(refreshToken: string): string {
  return refreshToken.slice(0, refreshToken.indexOf("."));
}

function uuidOf(node: string): string {
  const text = Buffer.from(node, "base64url").toString();
  return text.slice(text.indexOf(":") + 1);
}
