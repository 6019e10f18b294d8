// The app on Authgear alone: it signs its user in there, and says so when that is done.
const { WebContainer } = await import("@authgear/web");
const container = new WebContainer();
const { authgear: endpoint = "", client = "" } = document.documentElement.dataset;
const query = new URLSearchParams(location.search);
await container.configure({
  endpoint,
  // Authgear's answer comes without the query of the page that asked.
  clientID: query.get("state") ?? client,
  sessionType: "refresh_token",
});
if (query.has("code")) {
  await container.finishAuthentication();
  location.replace("/blank");
} else {
  await container.startAuthentication({ redirectURI: `${location.origin}/authgear`, state: client });
}
