import { StrictMode, useEffect, useState, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { migration } from "./migration.js";
import { SignedIn } from "./signed-in.js";

function Notes(): ReactNode {
  const [notes, setNotes] = useState("");
  useEffect(() => {
    const load = async (): Promise<void> => {
      const authorization = (await migration.authorization()) ?? "";
      const response = await fetch("/api/notes", { headers: { authorization } });
      setNotes(await response.text());
    };
    load().catch((error: unknown) => setNotes(String(error)));
  }, []);
  return <main id="notes">{notes}</main>;
}

function Login(): ReactNode {
  const signIn = async (): Promise<void> => {
    const authgear = await migration.authgear;
    await authgear.startAuthentication({ redirectURI: location.origin });
  };
  return (
    <main id="login">
      <button onClick={() => void signIn()}>Sign in</button>
    </main>
  );
}

const root = document.getElementById("app");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <SignedIn login={<Login />}>
        <Notes />
      </SignedIn>
    </StrictMode>,
  );
}
