export const INTERNAL_NAMES: readonly string[];
export function shortNames(): {
  mangle: object;
  nameCache: { props: { props: Readonly<Record<string, string>> } };
};
