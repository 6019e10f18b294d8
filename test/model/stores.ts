import { tokenKey } from "../../src/authgear/token-key.js";
import { markerKey, parseMarker } from "../../src/migration/marker.js";
import { CLIENT_ID } from "./authgear-side.js";
import type { World } from "./types.js";

export const SECRET: string = "a secret of the model, long enough for the handler";
export const KEYS: { token: string; marker: string } = {
  token: tokenKey("default"),
  marker: markerKey(CLIENT_ID),
};

export const tokenOf = ({ local }: World): string | null => local.get()[KEYS.token] ?? null;
export const markerOf = ({ local }: World): ReturnType<typeof parseMarker> =>
  parseMarker(local.get()[KEYS.marker] ?? null);
