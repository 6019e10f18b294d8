import type { MatrixCase } from "../matrix-case.js";
import { exchangeCases } from "./exchange-cases.js";
import { lockCases } from "./lock-cases.js";
import { ordinaryCases } from "./ordinary-cases.js";
import { tabCases } from "./tab-cases.js";

export const CASES: readonly MatrixCase[] = [...ordinaryCases, ...exchangeCases, ...tabCases, ...lockCases];
