import { storedToken } from "authgear-session-migration/legacy/stored-token";

export const legacy: ReturnType<typeof storedToken> = storedToken({ key: "session" });
