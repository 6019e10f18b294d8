import { checkConfig, type ServeSettings } from "./config/check-config.js";
import { loadConfig } from "./config/load-config.js";
import { loadPeers, type Peers } from "./peers.js";

export interface ServeArguments {
  /** Path of the config file. */
  config: string;
  dev: boolean;
}

/** Everything that has to be right before anything is opened, or why it is not. */
export async function prepare({
  config: path,
  dev,
}: ServeArguments): Promise<{ peers: Peers; settings: ServeSettings } | { wrong: readonly string[] }> {
  const peers = await loadPeers({ dev });
  const absent =
    "missing" in peers ? [`not installed: ${peers.missing}. Install with: ${peers.install}`] : [];
  const loaded = await loadConfig(path);
  if ("wrong" in loaded) return { wrong: [...absent, loaded.wrong] };
  const checked = checkConfig(loaded.config, { env: process.env, folder: loaded.folder }, { dev });
  const wrong = "wrong" in checked ? [...absent, ...checked.wrong] : absent;
  if ("missing" in peers || "wrong" in checked) return { wrong };
  return { peers, settings: checked.settings };
}
