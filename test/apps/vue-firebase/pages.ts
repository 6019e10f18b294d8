import { defineComponent, h, ref } from "vue";
import { migration } from "./migration.js";

export const Notes = defineComponent(() => {
  const notes = ref("");
  const load = async (): Promise<void> => {
    const authorization = (await migration.authorization()) ?? "";
    const response = await fetch("/api/notes", { headers: { authorization } });
    notes.value = await response.text();
  };
  load().catch((error: unknown) => (notes.value = String(error)));
  return () => h("main", { id: "notes" }, notes.value);
});

export const Login = defineComponent(() => {
  const signIn = async (): Promise<void> => {
    const authgear = await migration.authgear;
    await authgear.startAuthentication({ redirectURI: location.origin });
  };
  return () => h("main", { id: "login" }, h("button", { onClick: signIn }, "Sign in"));
});
