/**
 * The element of the page with this id.
 *
 * @throws Error if the page has none of that kind
 */
export function pageElement<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`The page has no ${kind.name} with id ${id}`);
}
