// Prints what `integrity` of a script tag has to say for the built script file.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const file = readFileSync(new URL("../dist/script.js", import.meta.url));
console.log(`dist/script.js sha384-${createHash("sha384").update(file).digest("base64")}`);
