import fc from "fast-check";

/** What can happen to the world between two steps of the code. Small numbers are the plain cases: traces shrink to them. */
export type Action =
  /** A page opens in a tab; what was there is gone, as by a reload. */
  | { do: "open"; tab: number }
  | { do: "close"; tab: number }
  /** So many steps go on, the oldest first, or in an order of their own. */
  | { do: "go"; steps: number; order: number }
  /** Everything goes on as it should, for so long. */
  | { do: "flow"; ms: number }
  /** Time passes, and nobody takes a step. */
  | { do: "stall"; ms: number }
  /** One request or answer is lost, or its effect is not heard of. */
  | { do: "lose"; pick: number; undone: boolean }
  | { do: "crash"; tab: number }
  /** The browser dies; each store loses some of what was not on disk. */
  | { do: "crashBrowser"; local: number; journal: number }
  | { do: "crashServer"; pick: number }
  | { do: "network"; up: boolean }
  | { do: "evict"; what: "journal" | "everything" }
  | { do: "signOut"; tab: number }
  /** Somebody signs in at the old provider, in a tab of its own. */
  | { do: "signInOld"; user: "alice" | "bob" }
  /** Somebody signs in at Authgear, on this page of the app. */
  | { do: "signInNew"; user: "alice" | "bob"; tab: number }
  | { do: "administrator" }
  | { do: "refreshOld" }
  /** The app needs an access token. */
  | { do: "api"; tab: number }
  | { do: "freeze" | "thaw"; tab: number }
  /** The user goes to another site, and the page waits in the browser's page cache until they come back. */
  | { do: "leave" | "back"; tab: number }
  | { do: "retry"; tab: number }
  | { do: "sweep" };

const tab = fc.nat(2);
const pick = fc.nat(5);
const user = fc.constantFrom("alice", "bob");
const long = fc.constantFrom(500, 3_500, 11_000, 25_000, 400_000);
const one = <Name extends Action["do"]>(name: Name): fc.Arbitrary<Name> => fc.constant(name);

export const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({ do: one("go"), steps: fc.integer({ min: 1, max: 40 }), order: pick }),
  },
  { weight: 7, arbitrary: fc.record({ do: one("flow"), ms: long }) },
  { weight: 3, arbitrary: fc.record({ do: one("stall"), ms: long }) },
  { weight: 5, arbitrary: fc.record({ do: one("lose"), pick, undone: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ do: one("open"), tab }) },
  { weight: 1, arbitrary: fc.record({ do: one("close"), tab }) },
  { weight: 2, arbitrary: fc.record({ do: one("crash"), tab }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: one("crashBrowser"),
      local: fc.constantFrom(0, 0.5, 1),
      journal: fc.constantFrom(0, 0.5, 1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: one("crashServer"), pick }) },
  { weight: 1, arbitrary: fc.record({ do: one("network"), up: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: one("evict"), what: fc.constantFrom("journal", "everything") }) },
  { weight: 2, arbitrary: fc.record({ do: one("signOut"), tab }) },
  { weight: 1, arbitrary: fc.record({ do: one("signInOld"), user }) },
  { weight: 1, arbitrary: fc.record({ do: one("signInNew"), user, tab }) },
  { weight: 1, arbitrary: fc.record({ do: one("administrator") }) },
  { weight: 1, arbitrary: fc.record({ do: one("refreshOld") }) },
  { weight: 1, arbitrary: fc.record({ do: one("api"), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("freeze", "thaw"), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("leave", "back"), tab }) },
  { weight: 1, arbitrary: fc.record({ do: one("retry"), tab }) },
  { weight: 1, arbitrary: fc.record({ do: one("sweep") }) },
) as fc.Arbitrary<Action>;
