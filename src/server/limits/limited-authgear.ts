import { AuthgearUnavailable, type AuthgearServer } from "../authgear-admin/authgear-server.js";
import { QueueFull } from "./bounded-queue.js";

type Queue = <T>(work: () => Promise<T>) => Promise<T>;

const BUSY_S = 5;

/** The same server, whose calls wait for their turn; `spend` is told of each call to the Admin API before it is made. */
export function limitedAuthgear(server: AuthgearServer, queue: Queue, spend: () => void): AuthgearServer {
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await queue(work);
    } catch (error) {
      if (error instanceof QueueFull) throw new AuthgearUnavailable("busy", { retryAfter: BUSY_S });
      throw error;
    }
  };
  const admin = <T>(work: () => Promise<T>): Promise<T> =>
    inTurn(() => {
      spend();
      return work();
    });
  return {
    userByID: (id, ask) => admin(() => server.userByID(id, ask)),
    userByLoginID: (loginID, ask) => admin(() => server.userByLoginID(loginID, ask)),
    createUser: (input) => admin(() => server.createUser(input)),
    setCustomAttributes: (id, attributes) => admin(() => server.setCustomAttributes(id, attributes)),
    createSession: (input) => admin(() => server.createSession(input)),
    revokeSession: (sessionID) => admin(() => server.revokeSession(sessionID)),
    userinfo: (accessToken) => inTurn(() => server.userinfo(accessToken)),
    acceptsRefreshToken: (refreshToken) => inTurn(() => server.acceptsRefreshToken(refreshToken)),
  };
}
