import type { MatrixCase } from "../matrix-case.js";
import { embeddedCases } from "./embedded-cases.js";
import { exchangeCases } from "./exchange-cases.js";
import { lockCases } from "./lock-cases.js";
import { ordinaryCases } from "./ordinary-cases.js";
import { pageLifeCases } from "./page-life-cases.js";
import { revokeCases } from "./revoke-cases.js";
import { signOutCases } from "./sign-out-cases.js";
import { storageCases } from "./storage-cases.js";
import { surroundingsCases } from "./surroundings-cases.js";
import { tabCases } from "./tab-cases.js";

export const CASES: readonly MatrixCase[] = [
  ...ordinaryCases,
  ...exchangeCases,
  ...tabCases,
  ...lockCases,
  ...storageCases,
  ...signOutCases,
  ...revokeCases,
  ...pageLifeCases,
  ...embeddedCases,
  ...surroundingsCases,
];
