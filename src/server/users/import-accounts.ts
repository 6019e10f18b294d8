/** A user of the legacy provider, as the ledger's `subject_key` knows it. */
export interface LegacySubject {
  /** Name of the verifier that will answer this subject. */
  name: string;
  issuer: string;
  subject: string;
}

/** The side of the ledger's table `legacy_account` that an import fills. */
export interface ImportAccounts {
  /**
   * Records with source `import` that a legacy subject is an Authgear user. `taken` if either already belongs to another;
   * the same pair again is `recorded`. A barrier that stands for the subject stays.
   */
  record(account: LegacySubject, authgearSub: string): Promise<"recorded" | "taken">;
}
