import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type IConfigFile,
} from "@microsoft/api-extractor";
import { codeSubpaths, manifest } from "./manifest.js";
import { root } from "./packed-package.js";

/** Where the reports lie that are reviewed. */
export const reportFolder: URL = new URL("api/", import.meta.url);

const compilerOptions = {
  target: "es2022",
  module: "nodenext",
  lib: ["es2023", "dom", "dom.iterable"],
  types: ["node"],
  strict: true,
  skipLibCheck: true,
};
const SILENT = { default: { logLevel: ExtractorLogLevel.None } };

/** What each entry of the built package declares, by the name of its report: `legacy-auth0.api.md`. */
export async function apiReports(): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "session-migration-api-"));
  try {
    const configs = codeSubpaths.map((subpath) => configOf(subpath, folder));
    const [first, ...others] = configs;
    if (!first) throw new Error("The exports map has no entry");
    const additionalEntryPoints = others.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath);
    const compilerState = CompilerState.create(first, { additionalEntryPoints });
    for (const config of configs) {
      Extractor.invoke(config, {
        localBuild: true,
        compilerState,
        // It would say on the console that it wrote a file.
        messageCallback: (message) => void (message.handled = true),
      });
    }
    const names = (await readdir(folder)).filter((name) => name.endsWith(".api.md"));
    const read = async (name: string): Promise<[string, string]> => [
      name,
      await readFile(join(folder, name), "utf8"),
    ];
    return Object.fromEntries(await Promise.all(names.map(read)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function declarations(subpath: string): string {
  const target = manifest.exports[subpath];
  return join(root, typeof target === "object" ? (target["types"] ?? "") : "");
}

function configOf(subpath: string, folder: string): ExtractorConfig {
  const configObject: IConfigFile = {
    projectFolder: root,
    mainEntryPointFilePath: declarations(subpath),
    compiler: { overrideTsconfig: { compilerOptions, files: codeSubpaths.map(declarations) } },
    apiReport: {
      enabled: true,
      reportFileName: subpath === "." ? "index" : subpath.slice(2).replace("/", "-"),
      reportFolder: folder,
      reportTempFolder: join(folder, "temp"),
      // A type that an entry does not export is part of it all the same, where an exported one names it. Not so for the
      // engine: apps import it for its effects, and only the front door starts it.
      includeForgottenExports: subpath !== "./engine",
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    newlineKind: "lf",
    // The package has no release tags, and its comments are prose.
    messages: {
      compilerMessageReporting: SILENT,
      extractorMessageReporting: SILENT,
      tsdocMessageReporting: SILENT,
    },
  };
  return ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, "package.json"),
  });
}
