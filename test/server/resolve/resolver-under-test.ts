import type { ResolvedSession, SessionProblem } from "../../../src/server/resolve/resolved-session.js";
import {
  createSessionResolver,
  type ResolveSession,
} from "../../../src/server/resolve/create-session-resolver.js";
import type { SessionResolverOptions } from "../../../src/server/resolve/session-resolver-options.js";
import type { Verifier, VerifyPurpose } from "../../../src/server/verify/verifier.js";
import { ENDPOINT } from "../authgear-admin/admin-project.js";
import { createWorld, SECRET, VERIFIER, type Person, type World } from "../handler-under-test.js";

export interface ResolverWorld {
  world: World;
  /** Purposes that the legacy verifier was asked for. */
  purposes: VerifyPurpose[];
  make(change?: Partial<SessionResolverOptions>): ResolveSession;
  /** Resolves a bearer token; fails if the answer repeats it. */
  ask(token: string, resolve?: ResolveSession): Promise<ResolvedSession | SessionProblem | null>;
  /** An access token of Authgear, opaque at the clients `spa` and `third`, a JWT at `jwt`. */
  signIn(
    person: Person,
    clientID: "spa" | "jwt" | "third",
  ): Promise<{ accessToken: string; sessionID: string }>;
}

/** A resolver beside a handler, over one PostgreSQL, one emulated Authgear and one legacy provider. */
export async function resolverWorld(): Promise<ResolverWorld> {
  const world = await createWorld();
  const purposes: VerifyPurpose[] = [];
  const verifier: Verifier = {
    name: VERIFIER,
    claims: (credential) => "token" in credential || credential.cookie.includes("legacy="),
    async verify(credential, { purpose }) {
      purposes.push(purpose);
      const text = "token" in credential ? credential.token : credential.cookie.replace("legacy=", "");
      const answer = world.answers.get(text);
      if (typeof answer === "function") return answer(purpose);
      return answer ?? { ok: false, problem: "invalid-token", why: "unknown" };
    },
  };
  const make: ResolverWorld["make"] = (change = {}) =>
    createSessionResolver({
      authgear: { endpoint: ENDPOINT, clientIDs: ["spa", "jwt"] },
      verifiers: verifier,
      ledger: world.ledger,
      secret: SECRET,
      fetch: async (input, init) => world.emulator.fetch(new Request(input, init)),
      now: () => world.clock.now,
      ...change,
    });
  return {
    world,
    purposes,
    make,
    async ask(token, resolve = make()) {
      const answer = await resolve({ headers: new Headers({ Authorization: `Bearer ${token}` }) });
      if (token !== "" && JSON.stringify(answer).includes(token))
        throw new Error("the answer repeats the token");
      return answer;
    },
    signIn: ({ sub }, clientID) => world.emulator.signIn({ userID: sub, clientID }),
  };
}
