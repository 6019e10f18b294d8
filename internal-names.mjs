// Members that only the parts of this package that a page loads know of each other by. The build gives them one
// letter each, the same in every file. Whatever an app, the wire, storage, `@authgear/web` or the browser knows by
// its name is not among them: test/package/internal-names.test.ts.
export const INTERNAL_NAMES = [
  ..."accepts accessUntil aged answer asked budget ending exchangeURL facts foreign given".split(" "),
  ..."held journal leave locked look marker migrated onTransition otherwise own proof publish".split(" "),
  ..."randomKey reading ready refreshed release reply run setMarker setToken settle settled shown".split(" "),
  ..."stone stored tellTabs timeoutMs urgent userinfo".split(" "),
];

// `v` stands in storage.
const LETTERS = "abcdefghijklmnopqrstuwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** What terser mangles, and what each name becomes. */
export function shortNames() {
  const props = Object.fromEntries(INTERNAL_NAMES.map((name, nth) => [`$${name}`, LETTERS[nth]]));
  return {
    mangle: { properties: { builtins: true, regex: new RegExp(`^(${INTERNAL_NAMES.join("|")})$`) } },
    nameCache: { props: { props } },
  };
}
