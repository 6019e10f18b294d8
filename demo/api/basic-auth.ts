/** Client authentication by HTTP Basic; both parts are form-encoded first (RFC 6749 section 2.3.1). */
export function basicAuth(clientID: string, clientSecret: string): string {
  const pair = `${encodeURIComponent(clientID)}:${encodeURIComponent(clientSecret)}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}
