import type { Me } from "../../../journeys/app-api.js";

/** The first authorised answer of the app's API. */
export interface Arrival {
  /** Milliseconds since the navigation began. */
  readonly ms: number;
  readonly me: Me;
}

declare global {
  interface Window {
    arrival: Promise<Arrival>;
  }
}

/** Where each page stands: Authgear's and the old provider's origin, and the client id at the latter. */
export function settings(): { authgear: string; legacy: string; client: string } {
  const { authgear = "", legacy = "", client = "" } = document.documentElement.dataset;
  return { authgear, legacy, client };
}

/** The end of every page: the call of the app's API with what the page has got. */
export function arrive(authorize: () => Promise<string | null | undefined>): void {
  const arrived = async (): Promise<Arrival> => {
    const authorization = (await authorize()) ?? "";
    const response = await fetch("/api/me", { headers: { authorization } });
    const me = (await response.json()) as Me;
    return { ms: performance.now(), me };
  };
  window.arrival = arrived();
}
