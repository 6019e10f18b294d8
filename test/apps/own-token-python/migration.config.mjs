const { env } = process;

/** @type {import("authgear-session-migration/server").ServeConfig} */
export default {
  listen: { port: Number(env["PORT"] ?? 3000) },
  metrics: { port: Number(env["METRICS_PORT"] ?? 9464) },
  database: { connectionString: { env: "DATABASE_URL" } },
  secret: { env: "MIGRATION_SECRET" },
  authgear: {
    endpoint: env["AUTHGEAR_ENDPOINT"] ?? "https://auth.example.com",
    projectID: env["AUTHGEAR_PROJECT_ID"] ?? "my-project",
    keyID: env["AUTHGEAR_ADMIN_KEY_ID"] ?? "1f8c0d7e-admin",
    privateKey: { env: "AUTHGEAR_ADMIN_KEY" },
  },
  clients: {
    [env["AUTHGEAR_CLIENT_ID"] ?? "1f8c0d7e"]: { origins: [env["APP_ORIGIN"] ?? "https://app.example.com"] },
  },
  verifiers: {
    type: "hook",
    name: "app",
    issuer: "https://app.example.com",
    url: env["HOOK_URL"] ?? "http://localhost:5000/legacy-session", // docs/hooks/python/receiver.py
    secret: { env: "HOOK_SECRET" },
  },
};
