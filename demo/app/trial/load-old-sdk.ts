import type { UserManager } from "oidc-client-ts";
import type { PageConfig } from "../page-config.js";

let loaded: Promise<UserManager> | undefined;

/** Loads the old provider's SDK where it is needed, once. */
export function loadOldSDK(config: PageConfig): Promise<UserManager> {
  loaded ??= import("./old-sdk.js").then(({ createOldSDK }) => createOldSDK(config));
  return loaded;
}
