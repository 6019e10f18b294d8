"use client";

import { useMigration } from "authgear-session-migration/react";
import { migration } from "./migration";

async function signIn(): Promise<void> {
  const authgear = await migration.authgear;
  await authgear.startAuthentication({ redirectURI: location.origin });
}

export default function Page() {
  const state = useMigration(migration);
  if (state.status === "pending") return null;
  return state.session === "none" ? (
    <main id="login">
      <button onClick={() => void signIn()}>Sign in</button>
    </main>
  ) : (
    <main id="notes">You are signed in.</main>
  );
}
