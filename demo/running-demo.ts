import type { Outside } from "./outside.js";
import type { PageFiles } from "./page-files.js";
import type { Person } from "./people.js";

/** The servers of a demo that is running. */
export interface RunningDemo {
  readonly origins: { readonly app: string; readonly legacy: string; readonly authgear: string };
  readonly files: PageFiles;
  readonly outside: Outside;
  /** The imported person's Authgear user id, a bare UUID. */
  authgearUserID(person: Person): string | undefined;
  /** Stops all of it. */
  close(): Promise<void>;
}
