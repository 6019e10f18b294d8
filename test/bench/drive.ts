import { randomBytes } from "node:crypto";
import { Agent, request } from "node:http";

/** Sends one exchange for each token, so many at once; answers the milliseconds that all took. Rejects unless each is answered 200. */
export async function drive(port: number, tokens: readonly string[], atOnce: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const left = tokens.values();
  const worker = async (): Promise<void> => {
    for (const token of left) await send(port, agent, token);
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: atOnce }, worker));
  const took = performance.now() - began;
  agent.destroy();
  return took;
}

function send(port: number, agent: Agent, token: string): Promise<void> {
  const body = JSON.stringify({ protocol: 1, client_id: "spa", subject_token: token });
  const headers = {
    Origin: "https://app.example",
    "Authgear-Migration": "1",
    "Idempotency-Key": randomBytes(16).toString("base64url"),
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, agent, method: "POST", path: "/session-migration", headers };
    const sent = request(options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`answered ${response.statusCode}: ${text.slice(0, 300)}`));
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
