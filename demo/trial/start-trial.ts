import { randomInt } from "node:crypto";
import type { AuthgearEmulator } from "authgear-session-migration/testing";
import { CLIENT_ID } from "../authgear/project.js";
import type { Everybody } from "../everybody.js";
import type { Exchange } from "../exchange/create-exchange.js";
import type { Person } from "../people.js";
import type { Scenario } from "./scenario.js";
import type { Trial } from "./trial.js";
import { newTrialID } from "./trials.js";

export interface TrialWorld {
  readonly everybody: Everybody;
  readonly emulator: AuthgearEmulator;
  readonly exchange: Pick<Exchange, "addAccount">;
  /** Authgear user ids by legacy user id. */
  readonly userIDs: Map<string, string>;
}

/** Begins a scenario with somebody who has never been here, imported at Authgear, and with two sessions that it must not touch. */
export async function startTrial(scenario: Scenario, world: TrialWorld): Promise<Trial> {
  const { everybody, emulator, exchange, userIDs } = world;
  const id = newTrialID();
  const number = randomInt(100_000, 1_000_000);
  const person: Person = {
    id: `legacy|${number}`,
    name: "Ada Holm",
    email: `ada+${number}@example.com`,
    atAuthgear: "imported",
  };
  const user = emulator.addUser({ email: person.email, verified: true });
  const stranger = emulator.addUser({ email: `stranger+${number}@example.com` });
  everybody.add(person);
  userIDs.set(person.id, user.id);
  await exchange.addAccount(person.id, user.id);
  const signIn = async (userID: string): Promise<string> =>
    (await emulator.signIn({ userID, clientID: CLIENT_ID })).sessionID;
  return {
    id,
    scenario,
    person,
    userID: user.id,
    bystanders: { elsewhere: await signIn(user.id), stranger: await signIn(stranger.id) },
    seen: [],
    reported: [],
    leaks: [],
    searched: 0,
    begunAt: undefined,
    signedOutAt: undefined,
    isOver: false,
    nobodys: [],
  };
}
