/** What a page asks of the app's exchange, as a gate calls it. */
export const EXCHANGE = "POST app/session-migration";
