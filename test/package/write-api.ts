import { readdir, rm, writeFile } from "node:fs/promises";
import { apiReports, reportFolder } from "./api-report.js";

const reports = await apiReports();
for (const name of await readdir(reportFolder)) {
  if (name.endsWith(".api.md") && !(name in reports)) await rm(new URL(name, reportFolder));
}
for (const [name, text] of Object.entries(reports)) await writeFile(new URL(name, reportFolder), text);
