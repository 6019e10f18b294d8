import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { callUpstream, type UpstreamCall } from "../../src/server/call-upstream.js";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/`;
}

const call = (url: string, change: Partial<UpstreamCall> = {}): ReturnType<typeof callUpstream> =>
  callUpstream({ url, deadlineMs: 2000, maxBytes: 1000, ...change });

describe("a call to another server", () => {
  it("answers status, headers and text", async () => {
    const url = await serve((request, response) =>
      response.setHeader("X-Method", request.method ?? "").end("grüße"),
    );
    const { status, headers, text } = await call(url, { method: "POST", body: "a=b" });
    expect({ status, method: headers.get("X-Method"), text }).toEqual({
      status: 200,
      method: "POST",
      text: "grüße",
    });
  });

  it("does not hand what it sends to the place of a redirect (X6)", async () => {
    let arrived = 0;
    const elsewhere = await serve((_, response) => {
      arrived++;
      response.end();
    });
    const url = await serve((_, response) => response.writeHead(307, { Location: elsewhere }).end());
    expect(await call(url, { method: "POST", body: "token=secret" })).toMatchObject({ status: 307 });
    expect(arrived).toBe(0);
  });

  it("keeps its connection for the next one", async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    for (let n = 0; n < 5; n++) await call(url);
    // The second call may start before the first connection is free again.
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it("is unreachable where nobody listens, which cannot have acted", async () => {
    const url = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    await expect(call(url)).rejects.toMatchObject({ name: "UpstreamFailure", reason: "unreachable" });
  });

  it("is a network failure where the connection breaks, which may have acted", async () => {
    const url = await serve((request) => request.socket.destroy());
    await expect(call(url)).rejects.toMatchObject({ reason: "network" });
  });

  it("has a deadline that counts the body too", async () => {
    const url = await serve((_, response) => response.writeHead(200).write("x"));
    await expect(call(url, { deadlineMs: 100 })).rejects.toMatchObject({ reason: "timeout" });
  });

  it("has a deadline that even a fetch without ears keeps", async () => {
    const fetch = (): Promise<Response> => new Promise(() => undefined);
    await expect(call("https://a.example", { fetch, deadlineMs: 50 })).rejects.toMatchObject({
      reason: "timeout",
    });
  });

  it("ends with the request that it is made for", async () => {
    const stop = new AbortController();
    const url = await serve(() => stop.abort());
    await expect(call(url, { signal: stop.signal })).rejects.toMatchObject({ reason: "aborted" });
    await expect(call(url, { signal: stop.signal })).rejects.toMatchObject({ reason: "aborted" });
  });

  it("reads no more than it may", async () => {
    const url = await serve((_, response) => response.end("x".repeat(1001)));
    await expect(call(url)).rejects.toMatchObject({ reason: "too-large" });
    expect((await call(url, { maxBytes: 1001 })).text).toHaveLength(1001);
  });
});
