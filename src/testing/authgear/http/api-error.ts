const STATUS = {
  BadRequest: 400,
  Invalid: 400,
  Forbidden: 403,
  NotFound: 404,
  RequestEntityTooLarge: 413,
  TooManyRequest: 429,
  InternalError: 500,
} as const;

export type ApiErrorName = keyof typeof STATUS;

/**
 * An error in Authgear's own form, used by the Admin API and by the JSON endpoints (contract sections 3 and
 * 4).
 */
export class ApiError extends Error {
  readonly errorName: ApiErrorName;
  readonly reason: string;
  readonly info: Record<string, unknown> | undefined;

  constructor(errorName: ApiErrorName, reason: string, message: string, info?: Record<string, unknown>) {
    super(message);
    this.errorName = errorName;
    this.reason = reason;
    this.info = info;
  }
}

export function apiErrorCode(error: ApiError): number {
  return STATUS[error.errorName];
}

/** The error of a login ID that somebody else has, as one or as the e-mail address at an OAuth provider. */
export function duplicatedIdentity(
  loginIDType: string,
  existing: "login_id" | "oauth" = "login_id",
): ApiError {
  return new ApiError("Invalid", "InvariantViolated", "identity already exists", {
    IdentityTypeExisting: existing,
    IdentityTypeIncoming: "login_id",
    ...(existing === "login_id" && { LoginIDTypeExisting: loginIDType }),
    LoginIDTypeIncoming: loginIDType,
    cause: { kind: "DuplicatedIdentity" },
  });
}

/** One reason why a value does not fit its JSON schema. */
export interface ValidationCause {
  location: string;
  kind: string;
  details?: Record<string, unknown>;
}

export function validationFailed(message: string, causes: ValidationCause[]): ApiError {
  return new ApiError("Invalid", "ValidationFailed", message, { causes });
}
