/** The part of a `pg` result that is read. */
export interface QueryResult {
  rows: Record<string, unknown>[];
}

/** The part of a `pg` client that is used. */
export interface PoolClient {
  /** The option of `pg` 8.23 and later: queries are sent without waiting for the one before. */
  readonly pipeline?: boolean;
  query(text: string, values?: unknown[]): Promise<QueryResult>;
  /** With an error the connection is closed instead of kept. */
  release(error?: Error | boolean): void;
  on(event: "error", listener: (error: Error) => void): unknown;
  off(event: "error", listener: (error: Error) => void): unknown;
}

/** The part of a `pg` `Pool` that is used: `pg` itself stays the app's choice. */
export interface Pool {
  connect(): Promise<PoolClient>;
}
