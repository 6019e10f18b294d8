import { oauthError } from "../http/responses.js";
import { takeFromBucket } from "../model/rate-limit.js";
import type { World } from "../model/world.js";

const PER_IP = 120;
const PER_USER = 60;

/** The limit per address: 120 token requests a minute. */
export function refuseBusyAddress(world: World, clientIP: string): Response | undefined {
  return takeFromBucket(world, `token-ip ${clientIP}`, PER_IP) ? undefined : rateLimited();
}

/** The limit per user, 60 a minute: asked by each grant once it knows whose it is. */
export function refuseBusyUser(world: World, userID: string): Response | undefined {
  return takeFromBucket(world, `token-user ${userID}`, PER_USER) ? undefined : rateLimited();
}

function rateLimited(): Response {
  return oauthError("x_rate_limited", "rate limit exceeded, please try again later.", 429);
}
