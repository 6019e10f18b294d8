import { newKey, type Sent } from "../requests.js";

/** A request body or header that `guard.test.ts` and `bad-request.test.ts` do not hold already. */
export interface SentAttack {
  sent: Sent;
  status: number;
  problem: string;
}

const keyed = { "Idempotency-Key": newKey() };
const START = '{"protocol":1,"client_id":"spa",';
const deep = (open: string, close: string, times: number): string =>
  `${START}"subject_token":"t","deep":${open.repeat(times)}1${close.repeat(times)}}`;
const good = { protocol: 1, client_id: "spa", subject_token: "token" };
const invalid = { status: 400, problem: "invalid-request" };
const forbidden = { status: 403, problem: "forbidden-origin" };
const unknownToken = { status: 401, problem: "invalid-token" };
const body = (text: unknown): { sent: Sent } => ({ sent: { headers: keyed, body: text } });

export const SENT_ATTACKS: Readonly<Record<string, SentAttack>> = {
  "lists 15000 deep beside a bad token": { ...body(deep("[", "]", 15_000)), ...unknownToken },
  "objects 5000 deep beside a bad token": { ...body(deep('{"a":', "}", 5000)), ...unknownToken },
  "lists that never close": { ...body("[".repeat(30_000)), ...invalid },
  "a client that is a list": { ...body({ ...good, client_id: ["spa"] }), ...invalid },
  "a client in another case": { ...body({ ...good, client_id: "SPA" }), ...forbidden },
  "a client with a NUL": { ...body({ ...good, client_id: "spa\0" }), ...forbidden },
  "a client named __proto__": { ...body({ ...good, client_id: "__proto__" }), ...forbidden },
  "a token in the prototype": {
    ...body(`${START}"__proto__":{"subject_token":"t"},"constructor":{"prototype":{"subject_token":"t"}}}`),
    ...invalid,
  },
  "a protocol in the prototype": {
    ...body('{"client_id":"spa","subject_token":"t","__proto__":{"protocol":1}}'),
    status: 400,
    problem: "unsupported-protocol",
  },
  "a protocol that is a text": {
    ...body({ ...good, protocol: "1" }),
    status: 400,
    problem: "unsupported-protocol",
  },
  "a member twice deep inside": { ...body(`${START}"subject_token":"t","a":[{"b":1,"b":2}]}`), ...invalid },
  "__proto__ twice": { ...body(`${START}"subject_token":"t","__proto__":1,"__proto__":2}`), ...invalid },
  "a login id beside the token, as the caller's word for who it is (Z2)": {
    ...body({
      ...good,
      login_id: "kim.victim@example.com",
      loginID: "kim.victim@example.com",
      sub: "victim",
    }),
    ...unknownToken,
  },
  "a token with a NUL": { ...body({ ...good, subject_token: "a\0b" }), ...invalid },
  "a token with a line break": {
    ...body({ ...good, subject_token: "a.b.c\r\nHost: evil.example" }),
    ...unknownToken,
  },
  "a token of 30000 characters": { ...body({ ...good, subject_token: "x".repeat(30_000) }), ...unknownToken },
  "replaces beyond an integer": { ...body({ ...good, replaces: 2_147_483_648 }), ...invalid },
  "replaces that is no number": { ...body({ ...good, replaces: "1 OR 1=1" }), ...invalid },
  "a migration id that is SQL": {
    sent: {
      path: "/confirm",
      body: { protocol: 1, client_id: "spa", migration_id: "' OR ''='", confirmation: "c".repeat(43) },
    },
    ...invalid,
  },
  "a confirmation that is a list": {
    sent: {
      path: "/sign-out",
      body: { protocol: 1, client_id: "spa", migration_id: crypto.randomUUID(), confirmation: ["c"] },
    },
    ...invalid,
  },
  "Origin with a port": {
    sent: { headers: { ...keyed, Origin: "https://app.example:444" }, body: good },
    ...forbidden,
  },
  "Origin without TLS": {
    sent: { headers: { ...keyed, Origin: "http://app.example" }, body: good },
    ...forbidden,
  },
  "Origin with a dot at its end": {
    sent: { headers: { ...keyed, Origin: "https://app.example." }, body: good },
    ...forbidden,
  },
  "Origin with a slash at its end": {
    sent: { headers: { ...keyed, Origin: "https://app.example/" }, body: good },
    ...forbidden,
  },
  "Origin with a user name": {
    sent: { headers: { ...keyed, Origin: "https://app.example@evil.example" }, body: good },
    ...forbidden,
  },
  "Origin null, and ours in the Referer": {
    sent: { headers: { ...keyed, Origin: "null", Referer: "https://app.example/" }, body: good },
    ...forbidden,
  },
  "no Origin, and ours as forwarded host": {
    sent: {
      headers: { ...keyed, Origin: null, "X-Forwarded-Host": "app.example", Host: "app.example" },
      body: good,
    },
    ...forbidden,
  },
  "another site, to confirm": {
    sent: { path: "/confirm", headers: { "Sec-Fetch-Site": "cross-site" }, body: good },
    ...forbidden,
  },
  "another site, to sign out": {
    sent: { path: "/sign-out", headers: { "Sec-Fetch-Site": "cross-site" }, body: good },
    ...forbidden,
  },
  "a form that needs no preflight": {
    sent: { headers: { ...keyed, "Content-Type": "application/x-www-form-urlencoded" }, body: good },
    status: 415,
    problem: "invalid-request",
  },
  "GET that says it is POST": {
    sent: { method: "GET", headers: { ...keyed, "X-HTTP-Method-Override": "POST" } },
    ...forbidden,
  },
};
