/** A page of a list, in the Relay form. Cursors are positions; before and after an empty page stands the empty text. */
export interface Connection<T> {
  edges: { cursor: string; node: T }[];
  pageInfo: {
    startCursor: string;
    endCursor: string;
    hasNextPage: boolean;
    hasPreviousPage: boolean;
  };
  totalCount: number;
}

export interface Page {
  first?: number | null;
  after?: string | null;
}

const PREFIX = "arrayconnection:";

export function connection<T>(nodes: T[], { first, after }: Page): Connection<T> {
  const start = positionOf(after ?? "") + 1;
  const page = nodes.slice(start, start + (first ?? nodes.length));
  const edges = page.map((node, index) => ({ cursor: btoa(`${PREFIX}${start + index}`), node }));
  return {
    edges,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? "",
      endCursor: edges.at(-1)?.cursor ?? "",
      hasNextPage: start + page.length < nodes.length,
      // Only ever told to those who page backwards.
      hasPreviousPage: false,
    },
    totalCount: nodes.length,
  };
}

/** -1, which is before the first, for anything that is no cursor. */
function positionOf(cursor: string): number {
  try {
    const position = /^arrayconnection:(\d+)$/.exec(atob(cursor))?.[1];
    return position === undefined ? -1 : Number(position);
  } catch {
    return -1;
  }
}
