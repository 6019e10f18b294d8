// Publishes this version and tags it: docs/releasing.md. `npm run release -- --dry-run` does all but those two.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

// `npm run release --dry-run`: npm keeps the option to itself.
const asked = process.env.npm_config_dry_run === "true";
const { values } = parseArgs({ options: { "dry-run": { type: "boolean", default: asked } } });
const dryRun = values["dry-run"];
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const tag = `v${version}`;

const git = (...argv) => execFileSync("git", argv, { encoding: "utf8" }).trim();
const npm = (...argv) => execFileSync("npm", argv, { stdio: "inherit" });

const headings = readFileSync("CHANGELOG.md", "utf8").split("\n");
if (git("status", "--porcelain")) refuse("The working tree has changes: commit them first.");
if (!headings.includes(`## ${version}`)) refuse(`CHANGELOG.md has no heading "## ${version}".`);
if (git("tag", "--list", tag)) refuse(`The tag ${tag} exists: raise the version.`);

npm("run", "build");
npm("run", "test:package");
npm("publish", "--provenance", "--access", "public", ...(dryRun ? ["--dry-run"] : []));
if (!dryRun) git("tag", tag);
console.log(dryRun ? `Nothing was published; ${tag} can be.` : `Published ${tag}: git push origin ${tag}`);

function refuse(reason) {
  console.error(reason);
  process.exit(1);
}
