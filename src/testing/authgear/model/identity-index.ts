import type { Identity, User } from "./user.js";
import type { World } from "./world.js";

/** Every way of making an identity ends here. */
export function giveIdentity(world: World, user: User, identity: Identity): void {
  user.identities.push(identity);
  for (const key of keysOf(identity)) {
    const holders = world.identityIndex.get(key) ?? new Set();
    world.identityIndex.set(key, holders.add(user.id));
  }
}

/** The users with a login ID, or with an e-mail address from an OAuth provider, in this normalised form. */
export function usersByClaim(world: World, claim: "email" | "phone" | "username", value: string): User[] {
  return usersBy(world, `${claim} ${value}`);
}

export function userByOAuth(world: World, alias: string, subject: string): User | undefined {
  return usersBy(world, `oauth ${alias} ${subject}`)[0];
}

function usersBy(world: World, key: string): User[] {
  return [...(world.identityIndex.get(key) ?? [])].flatMap((id) => {
    const user = world.users.get(id);
    return user?.identities.some((identity) => keysOf(identity).includes(key)) ? [user] : [];
  });
}

function keysOf(identity: Identity): string[] {
  if (identity.type === "login_id") return [`${identity.key} ${identity.value}`];
  const subject = `oauth ${identity.alias} ${identity.subject}`;
  return identity.email === undefined ? [subject] : [subject, `email ${identity.email}`];
}
