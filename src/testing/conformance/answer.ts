import { PROBLEM_BASE, PROBLEMS, type ProblemType } from "../../protocol/problem.js";

/** An answer, read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Empty unless the body is a JSON object. */
  body: Readonly<Record<string, unknown>>;
  /** The problem, if it is one of the protocol. */
  problem: ProblemType | undefined;
}

export async function readAnswer(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await response.text();
  const body = objectOf(text);
  return { status, headers, text, body, problem: problemOf(body.type) };
}

/** For the report: the status and, of the body, the name of a known problem. */
export function describeAnswer({ status, problem }: Answer): string {
  return problem === undefined ? `${status}` : `${status} ${problem}`;
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && !Array.isArray(body) ? { ...body } : {};
  } catch {
    return {};
  }
}

function problemOf(type: unknown): ProblemType | undefined {
  const names = Object.keys(PROBLEMS) as ProblemType[];
  return names.find((name) => type === PROBLEM_BASE + name);
}
