/** Somebody with an account at the legacy provider. */
export interface Person {
  /** The legacy provider's immutable user id. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** What the move to Authgear did with the account: a page must be able to show each case. */
  readonly atAuthgear: "imported" | "disabled" | "not imported";
}

/** One password for everybody: the demo shows a migration, not a password policy. */
export const PASSWORD = "open sesame";

/** Everybody the demo knows; the first one is who the headless run signs in as. */
export const PEOPLE: readonly [Person, ...Person[]] = [
  { id: "legacy|42", name: "Ada Holm", email: "ada@example.com", atAuthgear: "imported" },
  { id: "legacy|43", name: "Bela Quist", email: "bela@example.com", atAuthgear: "imported" },
  { id: "legacy|44", name: "Nils Ferro", email: "nils@example.com", atAuthgear: "not imported" },
  { id: "legacy|45", name: "Dora Vane", email: "dora@example.com", atAuthgear: "disabled" },
];
