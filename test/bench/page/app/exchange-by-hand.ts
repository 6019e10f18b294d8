/** What the exchange by hand answers. */
export interface Session {
  readonly refreshToken: string;
  readonly accessToken: string;
  readonly userID: string;
}

export async function exchangeByHand(token: string): Promise<Session> {
  const response = await fetch("/by-hand", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  return (await response.json()) as Session;
}
