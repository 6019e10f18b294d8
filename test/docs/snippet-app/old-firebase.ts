import { getAuth, type Auth } from "@firebase/auth";

export const auth: Auth = getAuth();
