import type { Answer, AuthgearPort, ExchangePort } from "../../src/migration/ports.js";
import type { ExchangeReply, LegacyOutcome, LegacyRevocation } from "../../src/protocol/wire.js";
import { problemOf, replyOf } from "./events.js";

/** One row of the ledger: what became of one legacy session. */
export interface Row {
  state: "issued" | "confirmed" | "closed";
  attempt: number;
  key: string;
  reply?: ExchangeReply;
}

/** The exchange server with its ledger, and Authgear behind it, in the few rules that a browser can see. */
export interface FarSide {
  exchange: ExchangePort;
  authgear: Pick<AuthgearPort, "userinfo" | "accepts" | "revoke">;
  /** By legacy session: the part of a legacy token before the colon. */
  rows: Map<string, Row>;
  /** Live Authgear sessions: the refresh token that is good now, by session id. */
  live: Map<string, string>;
  /** Every key that an exchange came with. */
  keys: Set<string>;
  /** Every request, by name, in order. */
  log: string[];
  /** Bodies of the requests, in the same order. */
  bodies: unknown[];
  /** Answers that come before any rule, one for each request. */
  script: { exchange: Answer[]; confirm: Answer[]; signOut: Answer[] };
  revocation: LegacyRevocation;
  verified: boolean;
  offline: boolean;
  /** A new refresh token for a session, as a refresh of the container brings it. */
  rotate(sid: string): string;
}

const LOST: Answer = { type: "lost", code: "network" };

/** The legacy session that a token or a cookie is of. */
export function sessionOf(token: string | undefined): string {
  return (token ?? "cookie").split(":")[0] ?? "";
}

export function farSide(): FarSide {
  let issued = 0;
  const far: FarSide = {
    rows: new Map(),
    live: new Map(),
    keys: new Set(),
    log: [],
    bodies: [],
    script: { exchange: [], confirm: [], signOut: [] },
    revocation: "client",
    verified: true,
    offline: false,
    rotate(sid) {
      const token = `${sid}.rotated${++issued}`;
      far.live.set(sid, token);
      return token;
    },
    exchange: {
      exchange: async (body, key) => {
        far.keys.add(key);
        return answer("exchange", body, () => give(sessionOf(body.subject_token), key, body.replaces));
      },
      confirm: async (body) => answer("confirm", body, () => confirm(body)),
      signOut: async (body) => answer("signOut", body, () => close(body)),
    },
    authgear: {
      async userinfo(accessToken) {
        far.log.push("userinfo");
        if (far.offline) return undefined;
        return far.live.has(accessToken.replace("access:", "")) ? "user-a" : undefined;
      },
      async accepts(token) {
        far.log.push("accepts");
        return far.offline ? undefined : [...far.live.values()].includes(token);
      },
      async revoke(token) {
        far.log.push("revoke");
        if (!far.offline) far.live.delete(token.split(".")[0] ?? "");
        return !far.offline;
      },
    },
  };

  function answer(name: keyof FarSide["script"], body: unknown, rule: () => Answer): Answer {
    far.log.push(name);
    far.bodies.push(body);
    return far.script[name].shift() ?? (far.offline ? LOST : rule());
  }

  function give(session: string, key: string, replaces?: number): Answer {
    const row = far.rows.get(session);
    if (row?.state === "confirmed") return problemOf("already-migrated");
    if (row?.state === "closed") return problemOf("signed-out");
    if (row?.reply && replaces === row.attempt) far.live.delete(sidOfReply(row.reply));
    else if (row?.reply) {
      const good = row.key === key && far.live.get(sidOfReply(row.reply)) === row.reply.session.refresh_token;
      return good ? { type: "reply", reply: row.reply } : problemOf("key-lost", { attempt: row.attempt });
    }
    const sid = `sid-${++issued}`;
    const token = `${sid}.secret-${issued}`;
    far.live.set(sid, token);
    const reply = replyOf(
      {
        migration_id: `migration-${issued}`,
        confirmation: `confirmation-${issued}`,
        legacy_revocation: far.revocation,
      },
      { refresh_token: token, access_token: `access:${sid}`, verified: far.verified },
    );
    far.rows.set(session, { state: "issued", attempt: (row?.attempt ?? 0) + 1, key, reply });
    return { type: "reply", reply };
  }

  function sidOfReply(reply: ExchangeReply | undefined): string {
    return reply?.session.refresh_token.split(".")[0] ?? "";
  }

  function find(body: { confirmation?: string; subject_token?: string }): Row | undefined {
    if (body.confirmation === undefined) return far.rows.get(sessionOf(body.subject_token));
    return [...far.rows.values()].find(({ reply }) => reply?.confirmation === body.confirmation);
  }

  function outcome(): LegacyOutcome {
    return far.revocation === "server" ? "done" : far.revocation;
  }

  function confirm(body: Parameters<ExchangePort["confirm"]>[0]): Answer {
    const row = find(body);
    const other = body.confirmation === undefined && sidOfReply(row?.reply) !== body.session_id;
    if (!row || other) return problemOf("session-mismatch", { attempt: row?.attempt ?? 0 });
    if (row.state === "closed") return problemOf("signed-out");
    if (row.state === "issued") Object.assign(row, { state: "confirmed", attempt: row.attempt + 1 });
    return { type: "answered", legacy: outcome() };
  }

  function close(body: Parameters<ExchangePort["signOut"]>[0]): Answer {
    const row = find(body);
    const { retire } = body;
    if (!row && body.confirmation !== undefined) return problemOf("session-mismatch", { attempt: 0 });
    if (retire !== undefined && row?.state === "issued" && row.attempt !== retire)
      return problemOf("session-mismatch", { attempt: row.attempt });
    if (retire === undefined || row?.state !== "confirmed") {
      far.live.delete(sidOfReply(row?.reply));
      if (row) Object.assign(row, { state: "closed", attempt: row.attempt + 1 });
      else far.rows.set(sessionOf(body.subject_token), { state: "closed", attempt: 1, key: "" });
    }
    return { type: "answered", legacy: outcome() };
  }

  return far;
}
