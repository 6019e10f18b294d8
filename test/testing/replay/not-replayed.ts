/** Recordings that the emulator does not serve, each with the reason. */
export const NOT_REPLAYED: Record<string, string> = {};
