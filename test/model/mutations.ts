import type { Answer, Ports } from "../../src/migration/ports.js";
import type { Mutation } from "./mutation.js";

const SIGNED_OUT: Answer = { type: "problem", problem: { type: "signed-out", kind: "signed-out" } };

/** One or two breaks for each promise, each a mistake that somebody could make. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: "an exchange that nobody answers counts as a sign-out",
    promise: 1,
    seed: 4,
    ports: (ports) => ({
      ...ports,
      exchange: {
        ...ports.exchange,
        async exchange(...input) {
          const answer = await ports.exchange.exchange(...input);
          return answer.type === "lost" ? SIGNED_OUT : answer;
        },
      },
    }),
  },
  {
    name: "the refresh token is not proven from this browser",
    promise: 2,
    ports: (ports) => ({ ...ports, authgear: { ...ports.authgear, accepts: async () => true } }),
  },
  {
    name: "a token counts as on disk at once",
    promise: 2,
    ports: (ports) => ({ ...ports, journal: withOlderTokens(ports) }),
  },
  {
    name: "each exchange gets a row of its own",
    promise: 3,
    ledger: (ledger) => ({
      ...ledger,
      claim: (row) => ledger.claim({ ...row, sessionKey: Buffer.from(row.migrationID) }),
    }),
  },
  {
    name: "a re-issue forgets the session that it replaces",
    promise: 3,
    ledger: (ledger) => ({
      ...ledger,
      async reissue(fence) {
        const row = await ledger.reissue(fence);
        if (row) await ledger.cleaned(row, { revoked: row.revokeSession, sweep: false });
        return row && { ...row, revokeSession: null, dirty: false };
      },
    }),
  },
  {
    name: "a sign-out leaves no tombstone",
    promise: 4,
    signOutHere(storage, sid) {
      const token = storage.token();
      storage.setToken(null);
      return { stone: { sid, epoch: 0, at: 0 }, ...(token !== null && { token }) };
    },
    ports: (ports) => ({
      ...ports,
      storage: {
        ...ports.storage,
        setMarker: ({ tombstone: _, epoch: __, ...marker }) => ports.storage.setMarker(marker),
      },
    }),
  },
  {
    name: "a closed row is no sign-out",
    promise: 4,
    seed: 3,
    ledger: (ledger) => ({
      ...ledger,
      close: async (claim) =>
        "migrationID" in claim ? ledger.findByID(claim.clientID, claim.migrationID) : null,
      closeSession: async (row) => ledger.find(row.clientID, row.sessionKey),
    }),
  },
  {
    name: "the SDK's own logout ends whatever is stored",
    promise: 5,
    seed: 2,
    logsOutAnybody: true,
  },
  {
    name: "storage is read once, when the page loads",
    promise: 5,
    ports(ports) {
      const first = ports.storage.token();
      let written: string | null | undefined;
      const token = (): string | null => (written === undefined ? first : written);
      const setToken = (value: string | null): void => ports.storage.setToken((written = value));
      return { ...ports, storage: { ...ports.storage, token, setToken } };
    },
  },
  {
    name: "nobody ends the wait when the budget is over",
    promise: 6,
    seed: 1,
    run: (run) => ({ ...run, budget: () => undefined }),
  },
  {
    name: "a credential's hash is the credential",
    promise: 7,
    ports: (ports) => ({ ...ports, hash: async (text) => text }),
  },
  {
    name: "the engine is loaded on every page",
    promise: 8,
    glance: (_, token) => [token ? { status: "signed-in", session: "authgear" } : undefined, true],
  },
  {
    name: "the page waits for a second proof",
    promise: 9,
    ports: (ports) => ({
      ...ports,
      exchange: {
        ...ports.exchange,
        async exchange(...input) {
          const answer = await ports.exchange.exchange(...input);
          if (answer.type !== "reply") return answer;
          const { reply } = answer;
          return { type: "reply", reply: { ...reply, session: { ...reply.session, verified: false } } };
        },
      },
    }),
  },
];

function withOlderTokens({ journal }: Ports): Ports["journal"] {
  return {
    read: journal.read,
    async update(change) {
      const next = await journal.update(change);
      return next.tokenSince === undefined ? next : { ...next, tokenSince: next.tokenSince - 60_000 };
    },
  };
}
