import { runMatrix } from "./run-matrix.js";

await runMatrix("chromium");
