import { observe } from "./report.js";
import type { Stage } from "./stage.js";

/** The page's first call of the API that the API answered as the Authgear user's; driver's clock, milliseconds. */
export interface APICall {
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** Opens the page and waits for that call. */
export async function firstAuthgearAnswer(
  { demo, page, network }: Stage,
  open: () => Promise<unknown>,
): Promise<APICall> {
  const [response] = await Promise.all([
    page.waitForResponse((one) => new URL(one.url()).pathname === "/api/notes"),
    open(),
  ]);
  const body: unknown = await response.json();
  const provider =
    typeof body === "object" && body !== null && "provider" in body ? body.provider : undefined;
  observe(
    provider === "authgear",
    `the API answered ${response.status()}, vouched for by ${String(provider)}`,
  );
  const call = network.to(demo.origins.app, "/api/notes").at(-1);
  observe(call?.answeredAt !== undefined, "the API's answer is not in the network log");
  return { sentAt: call.sentAt, answeredAt: call.answeredAt };
}
