import type { MatrixCase } from "../matrix-case.js";
import { ordinaryCases } from "./ordinary-cases.js";

export const CASES: readonly MatrixCase[] = [...ordinaryCases];
