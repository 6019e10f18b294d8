import type { ProblemType } from "./problem.js";
import { PROTOCOL, type ConfirmRequest, type ExchangeRequest, type SignOutRequest } from "./wire.js";

/** Why a body is not a request of this protocol. `field` and `detail` say it to the integrator; neither quotes a value. */
export interface RequestFault {
  problem: Extract<ProblemType, "invalid-request" | "unsupported-protocol">;
  field: string;
  detail: string;
}

export type Parsed<Request> = { ok: Request } | RequestFault;

interface Field {
  is(value: unknown): boolean;
  /** Completes "client_id must be …". */
  must: string;
  required?: true;
}

type Fields<Request> = Readonly<Record<Exclude<keyof Request, "protocol">, Field>>;

/** The largest `integer` of the ledger. */
const MAX_ATTEMPT = 2_147_483_647;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const text = (longest: number): Field => ({
  is: (value) =>
    typeof value === "string" && value !== "" && value.length <= longest && !value.includes("\0"),
  must: `a text of 1 to ${longest} characters`,
});
const matching = (pattern: RegExp, must: string): Field => ({
  is: (value) => typeof value === "string" && pattern.test(value),
  must,
});
const wholeNumber = (least: number, most: number): Field => ({
  is: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
  must: `a whole number from ${least} to ${most}`,
});

const CLIENT_ID: Field = { ...text(200), required: true };
const TOKEN = text(32_768);
const TOKEN_TYPE = text(200);
const MIGRATION_ID = matching(UUID, "a UUID");
const CONFIRMATION = matching(/^[\w-]{43}$/, "43 base64url characters");

const EXCHANGE: Fields<ExchangeRequest> = {
  client_id: CLIENT_ID,
  subject_token: TOKEN,
  subject_token_type: TOKEN_TYPE,
  replaces: wholeNumber(1, MAX_ATTEMPT),
};
const CONFIRM: Fields<ConfirmRequest> = {
  client_id: CLIENT_ID,
  migration_id: MIGRATION_ID,
  confirmation: CONFIRMATION,
  session_id: text(200),
  subject_token: TOKEN,
  subject_token_type: TOKEN_TYPE,
};
const SIGN_OUT: Fields<SignOutRequest> = {
  client_id: CLIENT_ID,
  migration_id: MIGRATION_ID,
  confirmation: CONFIRMATION,
  subject_token: TOKEN,
  subject_token_type: TOKEN_TYPE,
  retire: wholeNumber(0, MAX_ATTEMPT),
  before: wholeNumber(0, 8_640_000_000_000),
};

/** Body of `POST {base}`. Unknown members are ignored; a member that is inherited is none (prototype keys). */
export function parseExchangeRequest(body: unknown): Parsed<ExchangeRequest> {
  return parse<ExchangeRequest>(body, EXCHANGE);
}

/** Body of `POST {base}/confirm`. */
export function parseConfirmRequest(body: unknown): Parsed<ConfirmRequest> {
  return withID(parse<ConfirmRequest>(body, CONFIRM));
}

/** Body of `POST {base}/sign-out`. */
export function parseSignOutRequest(body: unknown): Parsed<SignOutRequest> {
  return withID(parse<SignOutRequest>(body, SIGN_OUT));
}

function parse<Request extends { protocol: typeof PROTOCOL }>(
  body: unknown,
  fields: Fields<Request>,
): Parsed<Request> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return fault("body", "must be a JSON object that names no member twice");
  }
  const own = new Map<string, unknown>(Object.entries(body));
  if (own.get("protocol") !== PROTOCOL) {
    return { problem: "unsupported-protocol", field: "protocol", detail: `protocol must be ${PROTOCOL}` };
  }
  const parsed: Record<string, unknown> = { protocol: PROTOCOL };
  for (const [name, field] of Object.entries<Field>(fields)) {
    const value = own.get(name);
    if (value === undefined && !field.required) continue;
    if (!field.is(value)) return fault(name, `must be ${field.must}`);
    parsed[name] = value;
  }
  return { ok: parsed as unknown as Request };
}

/** A confirmation says who may act, the id on what: one without the other is a mistake. */
function withID<Request extends ConfirmRequest | SignOutRequest>(parsed: Parsed<Request>): Parsed<Request> {
  if (!("ok" in parsed)) return parsed;
  const { migration_id, confirmation } = parsed.ok;
  if ((migration_id === undefined) === (confirmation === undefined)) return parsed;
  const field = migration_id === undefined ? "migration_id" : "confirmation";
  return fault(field, "must stand together with the other of migration_id and confirmation");
}

function fault(field: string, must: string): RequestFault {
  return { problem: "invalid-request", field, detail: `${field} ${must}` };
}
