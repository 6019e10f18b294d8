import { useMigration } from "authgear-session-migration/react";
import type { ReactNode } from "react";
import { migration } from "./migration.js";

/** Its children for a user, the log-in page for a visitor, and nothing until that is certain. */
export function SignedIn({ children, login }: { children: ReactNode; login: ReactNode }): ReactNode {
  const state = useMigration(migration);
  if (state.status === "pending") return null;
  return state.session === "none" ? login : children;
}
