/** A page of a list, in the Relay form. Cursors are positions. */
export interface Connection<T> {
  edges: { cursor: string; node: T }[];
  pageInfo: {
    startCursor: string | null;
    endCursor: string | null;
    hasNextPage: boolean;
    hasPreviousPage: boolean;
  };
  totalCount: number;
}

export interface Page {
  first?: number | null;
  after?: string | null;
}

export function connection<T>(nodes: T[], { first, after }: Page): Connection<T> {
  const start = after ? Number(after) + 1 : 0;
  const page = nodes.slice(start, start + (first ?? nodes.length));
  const edges = page.map((node, index) => ({ cursor: String(start + index), node }));
  return {
    edges,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage: start + page.length < nodes.length,
      hasPreviousPage: start > 0,
    },
    totalCount: nodes.length,
  };
}
