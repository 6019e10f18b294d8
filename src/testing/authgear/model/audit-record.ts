/** One line of the audit log; `activityType` is the GraphQL enum name. */
export interface AuditRecord {
  id: string;
  /** Milliseconds. */
  at: number;
  activityType:
    | "ADMIN_API_MUTATION_CREATE_SESSION_EXECUTED"
    | "ADMIN_API_MUTATION_REVOKE_SESSION_EXECUTED"
    | "ADMIN_API_MUTATION_REVOKE_ALL_SESSIONS_EXECUTED"
    | "USER_SESSION_TERMINATED"
    | "USER_SIGNED_OUT";
  userID: string;
  sessionID?: string;
  clientID?: string;
  /** The claim `audit_context` of the Admin API token, as it came. */
  auditContext?: Record<string, unknown>;
}
