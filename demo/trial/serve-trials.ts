import { readFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import type { PageConfig } from "../app/page-config.js";
import { pageAttributes } from "../app-server.js";
import { guideExchange, type GuideOptions } from "./guide-exchange.js";
import { observers } from "./observer.js";
import { trialServer, type TrialServerOptions } from "./trial-server.js";
import type { SiteName } from "./trial.js";
import type { Trials } from "./trials.js";
import { watched } from "./watch.js";
import type { Site } from "../site.js";

export type ServeTrialsOptions = GuideOptions &
  Omit<TrialServerOptions, "pages" | "guideExchange" | "app"> & {
    /** Where the demo's files are. */
    readonly folder: URL;
    readonly config: PageConfig;
    readonly app: string;
  };

/** Everything below `/trial/`, with its page read from the demo's files. */
export async function serveTrials(options: ServeTrialsOptions): Promise<RequestListener> {
  const { folder, config, app } = options;
  const read = (name: string): Promise<string> => readFile(new URL(`app/trial/${name}`, folder), "utf8");
  return trialServer({
    ...options,
    guideExchange: guideExchange(options),
    pages: {
      template: await read("trial.html"),
      oursCode: await read("migrate-by-ours.ts"),
      sampleCode: await read("migrate-by-sample.ts"),
      config: pageAttributes(config),
      app,
      connect: [config.legacy, config.authgear],
    },
  });
}

/** The same sites, whose servers are watched for trials. */
export function watchSites<Names extends SiteName>(
  app: string,
  trials: Trials,
  sites: Readonly<Record<Names, Site>>,
): Record<Names, Site> {
  const watcher = observers(app, trials);
  const entries = Object.entries(sites) as [Names, Site][];
  return Object.fromEntries(
    entries.map(([name, site]) => [
      name,
      { ...site, serve: (listener: RequestListener) => site.serve(watched(listener, watcher(name))) },
    ]),
  ) as Record<Names, Site>;
}
