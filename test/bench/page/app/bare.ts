// The least that any migration can do: one exchange, nothing stored, nothing proven, nothing ended.
import { arrive } from "./arrive.js";
import { exchangeByHand } from "./exchange-by-hand.js";

arrive(async () => {
  const { accessToken } = await exchangeByHand(localStorage.getItem("old-app.token") ?? "");
  return `Bearer ${accessToken}`;
});
