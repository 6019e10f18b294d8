import { MIGRATION_HEADER, IDEMPOTENCY_KEY_HEADER } from "../../../protocol/wire.js";
import type { Answer } from "../answer.js";
import type { Bench } from "../bench.js";
import type { ConformanceCase } from "../conformance-case.js";
import { demand } from "../nonconformance.js";

/** Section 1: who may read the answer, and who may keep it. */
export const corsCases: readonly ConformanceCase[] = [
  {
    name: "a preflight names POST and the three headers exactly, for 600 seconds",
    section: 1,
    level: 1,
    async run(bench) {
      const { status, headers } = await preflight(bench, bench.origin);
      demand(status >= 200 && status < 300, `the preflight: 204 expected, ${status} came`);
      const allowed = listOf(headers, "Access-Control-Allow-Headers");
      const wanted = ["Content-Type", MIGRATION_HEADER, IDEMPOTENCY_KEY_HEADER].map((name) =>
        name.toLowerCase(),
      );
      demand(headers.get("Access-Control-Allow-Origin") === bench.origin, "it must name the origin");
      demand(
        listOf(headers, "Access-Control-Allow-Methods").join() === "post",
        "the methods must be POST alone",
      );
      demand(
        allowed.toSorted().join() === wanted.toSorted().join(),
        "the headers must be the three, no others",
      );
      demand(headers.get("Access-Control-Max-Age") === "600", "Access-Control-Max-Age must be 600");
    },
  },
  {
    name: "a preflight grants nothing to a foreign origin",
    section: 1,
    level: 1,
    async run(bench) {
      const { headers } = await preflight(bench, "https://foreign.invalid");
      const granted = [...headers.keys()].some((name) => name.startsWith("access-control-allow-"));
      demand(!granted, "the preflight of a foreign origin must carry no Access-Control-Allow header");
    },
  },
  {
    name: "the registered origin, and it alone, may read the answer",
    section: 1,
    level: 1,
    async run(bench) {
      for (const { headers } of await someAnswers(bench)) {
        demand(
          headers.get("Access-Control-Allow-Origin") === bench.origin,
          "Access-Control-Allow-Origin must be the origin",
        );
        demand(
          !headers.has("Access-Control-Allow-Credentials"),
          "credentials are for clients with cookies alone",
        );
      }
    },
  },
  everyAnswer("every answer carries Cache-Control: no-store", "Cache-Control", "no-store"),
  everyAnswer("every answer carries Vary: Origin", "Vary", "origin"),
  everyAnswer("every answer lets a page read Retry-After", "Access-Control-Expose-Headers", "retry-after"),
];

function everyAnswer(name: string, header: string, wanted: string): ConformanceCase {
  return {
    name,
    section: 1,
    level: 1,
    async run(bench) {
      const foreign = await bench.send({ headers: { Origin: "https://foreign.invalid" }, body: {} });
      for (const answer of [...(await someAnswers(bench)), foreign]) {
        const there = listOf(answer.headers, header).includes(wanted);
        demand(there, `an answer with status ${answer.status} lacks ${header}: ${wanted}`);
      }
    },
  };
}

/** A session, a refusal of the credential, a mistake of the integrator. */
async function someAnswers(bench: Bench): Promise<Answer[]> {
  const { token, key } = await bench.visitor();
  return [await bench.exchange(token, key), await bench.exchange("forged", key), await bench.confirm({})];
}

function preflight({ send }: Bench, origin: string): Promise<Answer> {
  const asked = ["content-type", MIGRATION_HEADER, IDEMPOTENCY_KEY_HEADER].join(",").toLowerCase();
  return send({
    method: "OPTIONS",
    headers: {
      Origin: origin,
      "Content-Type": null,
      [MIGRATION_HEADER]: null,
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": asked,
    },
  });
}

function listOf(headers: Headers, name: string): string[] {
  const members = (headers.get(name) ?? "").toLowerCase().split(",");
  return members.map((member) => member.trim()).filter((member) => member !== "");
}
