import { parseArgs } from "node:util";
import { createKeys } from "./authgear-side.js";
import { search } from "./property.js";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    path: { type: "string" },
  },
});
const began = Date.now();
const found = await search(await createKeys(), {
  runs: Number(values.runs),
  seed: Number(values.seed),
  path: values.path,
});
const seconds = Math.round((Date.now() - began) / 1000);
console.log(found.failed ? found.report : "Every promise held.");
console.log(`${found.runs} runs with seed ${values.seed} in ${seconds} s`);
process.exitCode = found.failed ? 1 : 0;
