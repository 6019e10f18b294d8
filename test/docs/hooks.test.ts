import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";

const DOCS = new URL("../../docs/", import.meta.url);
const page = await readFile(new URL("hooks.md", DOCS), "utf8");
const entries = await readdir(new URL("hooks/", DOCS), { recursive: true, withFileTypes: true });
const files = entries
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => `${parentPath}/${name}`);

describe("docs/hooks.md", () => {
  it("shows six receivers", () => {
    expect(files.map((file) => file.replace(/^.*\//, "")).toSorted()).toEqual(
      [
        "Receiver.java",
        "receiver.go",
        "receiver.mjs",
        "receiver.php",
        "receiver.py",
        "receiver.rb",
      ].toSorted(),
    );
  });

  it.each(files.map((file) => [file.replace(/^.*\/docs\//, ""), file] as const))(
    "holds %s as it is tested",
    async (_, file) => {
      const blocks = [...page.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, block]) => block);
      expect(blocks).toContain(await readFile(file, "utf8"));
    },
  );
});
