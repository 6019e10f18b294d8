// The least that any page can do with the exchange: one request, nothing stored, nothing proven, nothing ended.
import { arrive } from "./arrive.js";

arrive(async () => {
  const response = await fetch("/session-migration", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "authgear-migration": "1",
      "idempotency-key": crypto.randomUUID().replaceAll("-", ""),
    },
    body: JSON.stringify({
      protocol: 1,
      client_id: "spa",
      subject_token: localStorage.getItem("old-app.token"),
    }),
  });
  const { session } = (await response.json()) as { session: { access_token: string } };
  return `Bearer ${session.access_token}`;
});
