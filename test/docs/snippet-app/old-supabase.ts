import { GoTrueClient } from "@supabase/auth-js";

export const supabase: { auth: GoTrueClient } = { auth: new GoTrueClient({}) };
