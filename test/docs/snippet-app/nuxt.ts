import type { Migration } from "authgear-session-migration";
import type { Pool } from "pg";

// What Nuxt imports into every file by itself, as far as docs/nuxt.md uses it. Nuxt is not among the packages of this repository: it needs Node 22.

declare global {
  interface ImportMeta {
    /** Whether this is the build for the server. */
    readonly server: boolean;
  }
}

export declare function defineNuxtPlugin(setup: () => { provide: { migration: Migration } }): object;
export declare function useNuxtApp(): { $migration: Migration };
export declare function defineNuxtRouteMiddleware(guard: (to: { path: string }) => unknown): object;
export declare function navigateTo(path: string): Promise<void>;

/** In server/utils/. */
export declare function database(): Pool;
export { findSession } from "./sessions.js";
