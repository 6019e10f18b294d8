import { http, type HttpHandler, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll } from "vitest";

export const EXCHANGE_URL = "http://app.localhost/session-migration";

/** A request as it arrived. */
export interface Arrived {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** What arrived at the exchange endpoint of this test, and what it answers. */
export interface ExchangeServer {
  arrived: Arrived[];
  /** From now on; default: 500 without a body. */
  answers(answer: (request: Arrived) => Response | Promise<Response>): void;
  use(...handlers: HttpHandler[]): void;
}

/** An exchange endpoint for the tests of one file; any other request is an error. */
export function exchangeServer(): ExchangeServer {
  const server = setupServer();
  const arrived: Arrived[] = [];
  let answer: (request: Arrived) => Response | Promise<Response>;
  const reset = (): void => {
    arrived.length = 0;
    answer = () => new HttpResponse(null, { status: 500 });
    server.resetHandlers();
    server.use(
      http.all(`${EXCHANGE_URL}*`, async ({ request }) => {
        const { method, url } = request;
        const headers: Record<string, string> = {};
        for (const [name, value] of request.headers) headers[name.toLowerCase()] = value;
        const entry = { method, url, headers, body: await request.text() };
        arrived.push(entry);
        return answer(entry);
      }),
    );
  };
  beforeAll(() => {
    server.listen({ onUnhandledRequest: "error" });
    reset();
  });
  afterEach(reset);
  afterAll(() => server.close());
  return {
    arrived,
    answers: (next) => void (answer = next),
    use: (...handlers) => server.use(...handlers),
  };
}
