/** Lines of a request as they stand on the wire; `{body}` and its length are a good one's. */
export interface WireAttack {
  line?: string;
  /** Besides those of a good request; a name that is here takes the place of the good one. */
  headers: readonly string[];
  status: number;
  /** Absent: what cannot be a request has no body either. */
  problem?: string;
}

const KEY = "Idempotency-Key: AAAAAAAAAAAAAAAAAAAAAA";
const OURS = "Origin: https://app.example";
const forbidden = { status: 403, problem: "forbidden-origin" };

export const WIRE_ATTACKS: Readonly<Record<string, WireAttack>> = {
  "two keys": { headers: [KEY, KEY.replaceAll("A", "B")], status: 400, problem: "invalid-request" },
  "the same key twice": { headers: [KEY, KEY], status: 400, problem: "invalid-request" },
  "the key twice, once in another case": {
    headers: [KEY, KEY.toLowerCase()],
    status: 400,
    problem: "invalid-request",
  },
  "two Origins, ours first": { headers: [OURS, "Origin: https://evil.example"], ...forbidden },
  "two Origins, ours last": { headers: ["Origin: https://evil.example", OURS], ...forbidden },
  "our Origin twice": { headers: [OURS, OURS], ...forbidden },
  "the migration header twice": {
    headers: ["Authgear-Migration: 1", "Authgear-Migration: 1"],
    ...forbidden,
  },
  "two sites": {
    headers: ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"],
    ...forbidden,
  },
  "two content types": {
    headers: ["Content-Type: application/json", "Content-Type: text/plain"],
    status: 415,
    problem: "invalid-request",
  },
  "a header folded over two lines": { headers: ["X-A: a\r\n Origin: https://evil.example"], status: 400 },
  "a line feed without carriage return": { headers: ["X-A: a\nX-B: b"], status: 400 },
  "a carriage return inside a value": { headers: ["X-A: a\rX-B: b"], status: 400 },
  "a NUL inside a value": { headers: ["X-A: a\0b"], status: 400 },
  "a blank before the colon": { headers: ["Content-Length : 4"], status: 400 },
  "two lengths": { headers: ["Content-Length: 4", "Content-Length: {length}"], status: 400 },
  "a length and chunks": { headers: ["Content-Length: {length}", "Transfer-Encoding: chunked"], status: 400 },
  "chunks that are named wrongly": { headers: ["Transfer-Encoding: xchunked"], status: 400 },
  "another host in the request line": {
    line: "POST http://evil.example/session-migration HTTP/1.1",
    headers: [],
    status: 404,
  },
  "two slashes in the path": { line: "POST //session-migration HTTP/1.1", headers: [], status: 404 },
  "an encoded slash in the path": {
    line: "POST /session-migration%2Fconfirm HTTP/1.1",
    headers: [],
    status: 404,
  },
  "a header of 20 KB": { headers: [`X-A: ${"a".repeat(20_000)}`], status: 431 },
};
