import type { EngineName } from "../browsers/find-browsers.js";
import type { Stage } from "./stage.js";

/** One row of the matrix: the same scene in every engine. */
export interface MatrixCase {
  /** A plain fact. */
  readonly name: string;
  /** Failure modes, such as `T1`. */
  readonly modes: string;
  /** Engines whose driver cannot play it, and why. */
  readonly cannot?: Partial<Readonly<Record<EngineName, string>>>;
  run(stage: Stage): Promise<void>;
}
