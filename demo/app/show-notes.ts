import { pageElement } from "./page-element.js";

interface Notes {
  readonly provider: string;
  readonly name: string;
  readonly notes: readonly string[];
}

/**
 * Calls the app's API and shows what it says: whose notes, and which provider vouched for the caller.
 *
 * @returns the name of the caller, if the API knows one
 */
export async function showNotes(
  authorization: string | null,
  url = "/api/notes",
): Promise<string | undefined> {
  const status = pageElement("api-status", HTMLElement);
  const list = pageElement("notes", HTMLUListElement);
  status.textContent = "Asking the API …";
  status.dataset["answer"] = "pending";
  const started = performance.now();
  const response = await fetch(url, { headers: authorization ? { authorization } : {} });
  const notes = response.ok ? parseNotes(await response.json()) : undefined;
  const milliseconds = Math.round(performance.now() - started);
  status.dataset["answer"] = notes?.provider ?? String(response.status);
  status.textContent = notes
    ? `200 after ${milliseconds} ms: notes of ${notes.name}, vouched for by ${notes.provider === "legacy" ? "Old Gate" : "Authgear"}`
    : `${response.status} after ${milliseconds} ms: the API does not know this caller`;
  list.replaceChildren(
    ...(notes?.notes ?? []).map((note) => {
      const item = document.createElement("li");
      item.textContent = note;
      return item;
    }),
  );
  return notes?.name;
}

function parseNotes(body: unknown): Notes | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { provider, name, notes } = body as Record<string, unknown>;
  if (typeof provider !== "string" || typeof name !== "string" || !Array.isArray(notes)) return undefined;
  return { provider, name, notes: notes.filter((note) => typeof note === "string") };
}
