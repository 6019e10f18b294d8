import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { installPacked, root, type Consumer } from "../package/packed-package.js";

export const APPS = ["react-vite", "vue-firebase", "next-cookies", "plain-html", "own-token-python"] as const;

/**
 * The apps as they are, in a project that has the package the way npm would publish it. It lies inside the repository, because Next follows no
 * link that leads out of its workspace.
 */
export async function installApps(): Promise<Consumer> {
  const consumer = await installPacked(join(root, ".cache"));
  // Without a name of its own the project would be part of the repository, whose name is that of the package.
  const manifest = { name: "apps", private: true, type: "module" };
  await writeFile(join(consumer.folder, "package.json"), JSON.stringify(manifest));
  for (const app of APPS) {
    await cp(join(import.meta.dirname, app), join(consumer.folder, app), { recursive: true });
  }
  return consumer;
}
