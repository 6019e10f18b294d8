import type { Person } from "../people.js";

/** What the app is about: it must be the same before and after the move. */
export function notesOf(person: Person): readonly string[] {
  const [firstName = person.name] = person.name.split(" ");
  return [
    `High water at 06:12, ${firstName}’s berth is number ${person.id.split("|")[1] ?? "?"}`,
    "Wind south-west 4, rising in the evening",
    "Buy rope, eight metres, before Friday",
  ];
}
