import type { WebContainer } from "@authgear/web";
import { PUBLIC_ORIGIN, type TestProject } from "../testing/authgear/test-emulator.js";

/** What a test answers in place of Authgear, or `undefined` to let Authgear answer. */
export type Instead = (request: Request) => Response | undefined;

/** A `fetch` whose only network is the emulator. */
export function fetchOf({ emulator }: TestProject, instead: Instead = () => undefined): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    return instead(request) ?? emulator.fetch(request);
  };
}

/** A container of the real SDK, new and not configured, and how to configure it. */
export async function realContainer(
  project: TestProject,
  clientID = "spa",
): Promise<{ container: WebContainer; configure(): Promise<void> }> {
  const { WebContainer: Container } = await import("@authgear/web");
  const container = new Container();
  const configure = (): Promise<void> =>
    container.configure({
      clientID,
      endpoint: PUBLIC_ORIGIN,
      sessionType: "refresh_token",
      fetch: fetchOf(project),
    });
  return { container, configure };
}

export const pathsOf = ({ emulator }: TestProject): string[] => emulator.requests().map(({ path }) => path);
