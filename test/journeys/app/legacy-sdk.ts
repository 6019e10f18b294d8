/** The old provider's SDK, as far as this app uses it: a file of its own, which nobody without a session should load. */
export interface LegacySDK {
  token(): string | null;
  /** Ends the session of this token at the provider. */
  revoke(token: string): Promise<void>;
  /** Removes the token if it is still the one. */
  forget(token: string): void;
}

export function legacySDK(issuer: string, key: string): LegacySDK {
  return {
    token: () => localStorage.getItem(key),
    async revoke(token) {
      const body = new URLSearchParams({ token });
      const response = await fetch(`${issuer}/revoke`, { method: "POST", body });
      if (!response.ok) throw new Error(`The old provider answered ${response.status}`);
    },
    forget(token) {
      if (localStorage.getItem(key) === token) localStorage.removeItem(key);
    },
  };
}
