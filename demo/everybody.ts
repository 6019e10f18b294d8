import { PEOPLE, type Person } from "./people.js";

/** Everybody with an account at the legacy provider: the people of the demo, and whom a trial adds. */
export interface Everybody {
  byID(id: string): Person | undefined;
  byEmail(email: string): Person | undefined;
  add(person: Person): void;
}

export function createEverybody(): Everybody {
  const people = [...PEOPLE];
  return {
    byID: (id) => people.find((person) => person.id === id),
    byEmail: (email) => people.find((person) => person.email === email.trim().toLowerCase()),
    add: (person) => void people.push(person),
  };
}
