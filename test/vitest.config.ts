import { fileURLToPath } from "node:url";
import type { ViteUserConfig } from "vitest/config";
import { printMatrix } from "./matrix/print-matrix.js";
import { closingLine } from "./setup/closing-line.js";

const DOM_FOLDERS = ["browser", "authgear", "legacy", "react", "vue", "front-door", "engine"];
const DOM_FILES = ["react", "vue", "engine", "index", "migrate-on-load", "script", "session"];
const domTests = [`test/{${DOM_FOLDERS.join()}}/**/*.test.ts`, `test/{${DOM_FILES.join()}}.test.ts`];
const browserTests = [
  "test/{browsers,journeys}/**/*.test.ts",
  "test/apps/{journeys,content-security-policy}.test.ts",
  "test/docs/{quick-start,testing}.test.ts",
];
const matrixTests = ["test/matrix/**/*.test.ts"];
// Six minutes of browsers and nothing else: `npm run test:browsers`.
const withMatrix = process.argv.some((argument) => argument.startsWith("test/matrix"));

const config: ViteUserConfig = {
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    globalSetup: "test/setup/postgres.ts",
    watch: false,
    // Vitest leaves a core to itself, and of two that is half.
    maxWorkers: "100%",
    reporters: ["default", printMatrix(), closingLine()],
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          environment: "node",
          include: ["test/**/*.test.ts"],
          exclude: [...domTests, ...browserTests, ...matrixTests],
          globalSetup: [],
        },
      },
      {
        extends: true,
        test: {
          name: "dom",
          environment: "happy-dom",
          environmentOptions: { happyDOM: { url: "http://app.localhost/" } },
          include: domTests,
          setupFiles: "test/setup/indexeddb.ts",
          globalSetup: [],
        },
      },
      {
        extends: true,
        test: {
          name: "browsers",
          environment: "node",
          include: withMatrix ? matrixTests : browserTests,
          globalSetup: [],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 20_000, interval: 20 } },
          // A real browser fills a core by itself; the scenes of the matrix play with time.
          maxWorkers: withMatrix ? 1 : 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
};

export default config;
