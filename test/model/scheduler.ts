/** A place where somebody waits for the run to let them go on. */
export interface Gate {
  owner: string;
  label: string;
  /** Whether it can be lost: a request, an answer, a call to the store. */
  fragile: boolean;
  /** Its owner has gone on elsewhere, after a deadline, and does not wait for it any more. */
  stale: boolean;
  end(how: Passed): void;
}

/** How a gate let somebody through; `undone`: what follows takes effect, and nobody hears of it. */
export type Passed = "open" | "lost" | "undone";

/** Lets one step at a time go on, and knows when everything that followed from it is over. */
export interface Scheduler {
  /** Those that may be opened now, oldest first. */
  gates(): Gate[];
  /** `stale`: what comes to this gate is not what its owner waits for. */
  pass(owner: string, label: string, fragile?: boolean, stale?: boolean): Promise<Passed>;
  /** Whether the gate that was opened last was stale. */
  wasStale(): boolean;
  open(gate: Gate, how?: Passed): Promise<void>;
  /** Whoever runs under this name stops where it is, for good. */
  kill(owner: string): void;
  isDead(owner: string): boolean;
  /** A frozen page takes no step until it thaws. */
  freeze(owner: string): void;
  thaw(owner: string): void;
  isFrozen(owner: string): boolean;
  /** Work that may leave this turn of the event loop between two gates of its owner. */
  track<T>(owner: string, work: () => Promise<T>): Promise<T>;
  /** It waits for time to pass. */
  rest(owner: string): void;
  /** Work that waits at no gate. */
  island<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves once nobody goes on without being let. */
  quiet(): Promise<void>;
}

/** Some of the work is done in threads: a busy machine needs many turns for it. */
const MOST_TURNS = 1_000_000;
const NEVER = new Promise<never>(() => undefined);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function createScheduler(): Scheduler {
  let gates: Gate[] = [];
  const dead = new Set<string>();
  const frozen = new Set<string>();
  const tracked = new Set<string>();
  const busy = new Set<string>();
  let islands = 0;
  let stale = false;

  const quiet = async (): Promise<void> => {
    for (let calm = 0, turns = 0; calm < 2; turns++) {
      await turn();
      if (turns > MOST_TURNS) throw new Error(`somebody waits for nothing: ${[...busy].join(", ")}`);
      calm = busy.size + islands === 0 ? calm + 1 : 0;
    }
  };
  return {
    gates: () => gates.filter(({ owner }) => !frozen.has(owner)),
    wasStale: () => stale,
    pass(owner, label, fragile = false, late = false) {
      if (!late) busy.delete(owner);
      if (dead.has(owner)) return NEVER;
      if (tracked.has(owner) && !late) for (const gate of gates) gate.stale ||= gate.owner === owner;
      return new Promise((resolve) => {
        gates.push({ owner, label, fragile, stale: late, end: resolve });
      });
    },
    async open(gate, how = "open") {
      gates = gates.filter((other) => other !== gate);
      ({ stale } = gate);
      if (tracked.has(gate.owner) && !stale) busy.add(gate.owner);
      gate.end(how);
      await quiet();
    },
    kill(owner) {
      dead.add(owner);
      tracked.delete(owner);
      busy.delete(owner);
      gates = gates.filter((gate) => gate.owner !== owner);
    },
    isDead: (owner) => dead.has(owner),
    freeze: (owner) => void frozen.add(owner),
    thaw: (owner) => void frozen.delete(owner),
    isFrozen: (owner) => frozen.has(owner),
    async track(owner, work) {
      tracked.add(owner);
      busy.add(owner);
      try {
        return await work();
      } finally {
        tracked.delete(owner);
        busy.delete(owner);
      }
    },
    rest: (owner) => void busy.delete(owner),
    async island(work) {
      islands += 1;
      try {
        return await work();
      } finally {
        islands -= 1;
      }
    },
    quiet,
  };
}
