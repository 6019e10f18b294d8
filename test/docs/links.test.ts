import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const ROOT = new URL("../../", import.meta.url);
const names = (await readdir(new URL("docs/", ROOT))).filter((name) => name.endsWith(".md"));
const pages = ["README.md", ...names.map((name) => `docs/${name}`)];

/** The headings of a page, as links name them. */
function sections(page: string): string[] {
  const titles = [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => title);
  return titles.map((title) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  );
}

async function leadsSomewhere(link: string, page: URL): Promise<boolean> {
  const { hash, pathname } = new URL(link, page);
  const found = await readFile(new URL(pathname, ROOT), "utf8").catch(() => undefined);
  return found !== undefined && (hash === "" || sections(found).includes(hash.slice(1)));
}

test.each(pages)("every link of %s leads to a file and a section that are there", async (name) => {
  const page = new URL(name, ROOT);
  const text = (await readFile(page, "utf8")).replaceAll(/^ *```.*?^ *```$/gms, "");
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  const own = links.filter((link) => !/^https?:/.test(link));
  const there = await Promise.all(own.map((link) => leadsSomewhere(link, page)));
  expect(own.filter((_, n) => !there[n])).toEqual([]);
});

test("the README leads to every page", async () => {
  const readme = await readFile(new URL("README.md", ROOT), "utf8");
  expect(names.filter((name) => !readme.includes(`](docs/${name})`))).toEqual([]);
});
