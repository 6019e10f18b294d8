import { ApiError } from "../http/api-error.js";
import type { User } from "../model/user.js";
import type { AdminContext } from "./admin-context.js";
import { decodeNodeID } from "./node-id.js";

/**
 * The user that a mutation is about, remembered for a rollback.
 * @throws ApiError `Invalid/Invalid` for something that is no user ID, `NotFound/UserNotFound` for nobody
 */
export function requireUser(context: AdminContext, nodeID: string): User {
  const decoded = decodeNodeID(nodeID);
  if (decoded?.type !== "User") throw new ApiError("Invalid", "Invalid", "invalid user ID");
  const user = context.world.users.get(decoded.id);
  if (!user) throw new ApiError("NotFound", "UserNotFound", "user not found");
  context.rememberUser(user.id);
  return user;
}
