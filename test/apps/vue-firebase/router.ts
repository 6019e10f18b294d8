import { createRouter, createWebHistory } from "vue-router";
import { migration } from "./migration.js";
import { Login, Notes } from "./pages.js";

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", component: Notes },
    { path: "/login", component: Login },
  ],
});

router.beforeEach(async ({ path }) => {
  await migration; // settles inside its time budget, and never rejects
  const state = migration.getState();
  const session = state.status === "pending" ? "unknown" : state.session;
  if (session === "none" && path !== "/login") return "/login";
  if (session === "authgear" && path === "/login") return "/";
  return true;
});
