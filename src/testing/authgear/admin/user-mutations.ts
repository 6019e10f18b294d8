import { setPassword } from "../model/add-identity.js";
import { disableUser, anonymizeUser, deleteUser, enableUser } from "../model/account-status.js";
import { randomToken } from "../model/random-token.js";
import { emptyUser } from "../model/user.js";
import type { AdminContext } from "./admin-context.js";
import { addDefinedIdentity } from "./login-id-definition.js";
import type { IdentityDefinition } from "./login-id-definition.js";
import { identityNode, userNode } from "./nodes.js";
import type { GraphQLNode } from "./nodes.js";
import { requireUser } from "./require-user.js";

interface Input<T> {
  input: T;
}

interface UserPayload {
  user: GraphQLNode;
}

interface CreateUserInput {
  definition: IdentityDefinition;
  password?: string | null;
  accountValidFrom?: string | null;
  accountValidUntil?: string | null;
}

interface SetDisabledStatusInput {
  userID: string;
  isDisabled: boolean;
  reason?: string | null;
  temporarilyDisabledFrom?: string | null;
  temporarilyDisabledUntil?: string | null;
}

/** Mutations about users (contract section 5). */
export const userMutations = {
  createUser({ input }: Input<CreateUserInput>, context: AdminContext): UserPayload {
    const { world } = context;
    const user = emptyUser(world.now());
    addDefinedIdentity(world, user, input.definition);
    if (input.password !== null && input.password !== undefined)
      setPassword(world, user, input.password || randomToken());
    user.accountValidFrom = milliseconds(input.accountValidFrom);
    user.accountValidUntil = milliseconds(input.accountValidUntil);
    context.rememberUser(user.id);
    world.users.set(user.id, user);
    return { user: userNode(world, user) };
  },

  createIdentity(
    { input }: Input<{ userID: string; definition: IdentityDefinition; password?: string | null }>,
    context: AdminContext,
  ): UserPayload & { identity: GraphQLNode } {
    const user = requireUser(context, input.userID);
    const identity = addDefinedIdentity(context.world, user, input.definition);
    if (input.password) setPassword(context.world, user, input.password);
    return { user: userNode(context.world, user), identity: identityNode(identity) };
  },

  updateUser(
    {
      input,
    }: Input<{
      userID: string;
      customAttributes?: Record<string, unknown> | null;
      standardAttributes?: Record<string, unknown> | null;
    }>,
    context: AdminContext,
  ): UserPayload {
    const user = requireUser(context, input.userID);
    if (input.customAttributes) user.customAttributes = { ...input.customAttributes };
    if (input.standardAttributes) user.standardAttributes = { ...input.standardAttributes };
    user.updatedAt = context.world.now();
    return { user: userNode(context.world, user) };
  },

  setDisabledStatus({ input }: Input<SetDisabledStatusInput>, context: AdminContext): UserPayload {
    const user = requireUser(context, input.userID);
    const period = {
      from: milliseconds(input.temporarilyDisabledFrom),
      until: milliseconds(input.temporarilyDisabledUntil),
    };
    if (input.isDisabled) disableUser(context.world, user, input.reason ?? undefined, period);
    else enableUser(user);
    return { user: userNode(context.world, user) };
  },

  resetPassword(
    { input }: Input<{ userID: string; password?: string | null }>,
    context: AdminContext,
  ): UserPayload {
    const user = requireUser(context, input.userID);
    const password = input.password ?? "";
    setPassword(context.world, user, password === "" ? randomToken() : password);
    return { user: userNode(context.world, user) };
  },

  anonymizeUser({ input }: Input<{ userID: string }>, context: AdminContext): { anonymizedUserID: string } {
    anonymizeUser(context.world, requireUser(context, input.userID));
    return { anonymizedUserID: input.userID };
  },

  deleteUser({ input }: Input<{ userID: string }>, context: AdminContext): { deletedUserID: string } {
    deleteUser(context.world, requireUser(context, input.userID));
    return { deletedUserID: input.userID };
  },
};

function milliseconds(value: string | null | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Date.parse(value);
}
