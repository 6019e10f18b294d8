/** The old provider's SDK, as far as this app uses it: a file of its own. Ends the session of this token at the provider. */
export async function endSession(issuer: string, token: string, signal: AbortSignal): Promise<void> {
  const body = new URLSearchParams({ token });
  const response = await fetch(`${issuer}/revoke`, { method: "POST", body, signal });
  if (!response.ok) throw new Error(`The old provider answered ${response.status}`);
}
