/** What the server writes into `<html data-…>`: it differs with the ports. */
export interface PageConfig {
  /** Origin of the legacy provider. */
  readonly legacy: string;
  readonly legacyClientID: string;
  /** Public origin of Authgear. */
  readonly authgear: string;
  readonly authgearClientID: string;
}

/** Reads it from the page. */
export function pageConfig(): PageConfig {
  const {
    legacy = "",
    legacyClient = "",
    authgear = "",
    authgearClient = "",
  } = document.documentElement.dataset;
  return { legacy, legacyClientID: legacyClient, authgear, authgearClientID: authgearClient };
}
