import type { Incoming } from "../http/incoming.js";
import type { World } from "../model/world.js";

/**
 * `GET|POST /oauth2/end_session`. The emulator keeps no browser session of its own, so there is nothing to
 * end: it only goes back to a registered `post_logout_redirect_uri`, and ignores any other.
 */
export function endSessionEndpoint(world: World, incoming: Incoming): Response {
  const wanted =
    new URLSearchParams(incoming.body).get("post_logout_redirect_uri") ??
    incoming.query.get("post_logout_redirect_uri") ??
    "";
  const isRegistered = [...world.settings.clients.values()].some((client) =>
    client.postLogoutRedirectURIs.includes(wanted),
  );
  if (!isRegistered)
    return new Response("Signed out.", { headers: { "Content-Type": "text/plain; charset=utf-8" } });
  const location = new URL(wanted);
  const state = incoming.query.get("state");
  if (state !== null) location.searchParams.set("state", state);
  return new Response(null, { status: 302, headers: { Location: location.href } });
}
