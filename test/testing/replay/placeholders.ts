const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const ORIGIN = /^http:\/\/[^/]+$/;

/** What the value of a placeholder looks like, by the name without its number. */
const SHAPES: Record<string, RegExp> = {
  uuid: new RegExp(`^${UUID}$`),
  "access-token": /^[A-Za-z0-9]{32}$/,
  "refresh-token": new RegExp(`^${UUID}\\.[A-Za-z0-9]{32}$`),
  "jwt-access-token": JWT,
  "id-token": JWT,
  "admin-jwt": JWT,
  "user-node-id": /^VXNlcj[\w-]+$/,
  "session-node-id": /^U2Vzc2lvbj[\w-]+$/,
  "authenticator-node-id": /^QXV0aGVudGljYXRvcj[\w-]+$/,
  "import-id": /^userimport_\w+$/,
  "public-origin": ORIGIN,
  "admin-origin": ORIGIN,
  "app-origin": ORIGIN,
  sid: /^[\w-]+$/,
  jti: /^[0-9a-f]{64}$/,
  modulus: /^[\w-]{342}$/,
};

/** Different each time, so only their form is compared. */
const FREE: Record<string, RegExp> = {
  "tracking-id": /^.+$/,
  timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
};

const PLACEHOLDER = /\{\{([^}]+)\}\}/;

/** The values of the placeholders, as a replay learns them. */
export interface Bindings {
  /** @throws Error for a placeholder that nothing is known about yet */
  get(name: string): string;
  /** @throws Error for a value of the wrong form, or one that contradicts what is known */
  set(name: string, value: string): void;
  fill(template: string): string;
  /** Compares a text with a template, and learns what is in its holes. Empty if they fit. */
  match(template: string, actual: string): string[];
}

export function createBindings(): Bindings {
  const values = new Map<string, string>();

  const get = (name: string): string => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`nothing is known about {{${name}}} yet`);
    return value;
  };

  /** Two names never share a value, and one name never has two. */
  const learn = (name: string, value: string): string[] => {
    const free = FREE[name];
    if (free) return free.test(value) ? [] : [`${value} is no {{${name}}}`];
    const shape = SHAPES[name] ?? SHAPES[name.replace(/-[^-]*$/, "")];
    if (!shape?.test(value)) return [`${value} is no {{${name}}}`];
    const namesake = [...values].find(([other, known]) => known === value && other !== name)?.[0];
    if (namesake !== undefined) return [`{{${name}}} has the value of {{${namesake}}}`];
    const known = values.get(name) ?? value;
    values.set(name, known);
    return known === value ? [] : [`{{${name}}} was ${known} and is ${value}`];
  };

  return {
    get,
    set(name, value) {
      const [problem] = learn(name, value);
      if (problem !== undefined) throw new Error(problem);
    },
    fill: (template) => template.replaceAll(new RegExp(PLACEHOLDER, "g"), (_, name: string) => get(name)),
    match(template, actual) {
      const parts = template.split(PLACEHOLDER);
      const isName = (_: string, index: number): boolean => index % 2 === 1;
      const pattern = parts.map((part, index) => (isName(part, index) ? "(.+?)" : escape(part))).join("");
      const found = new RegExp(`^${pattern}$`, "s").exec(actual);
      if (!found) return [`${JSON.stringify(actual)} is not like ${JSON.stringify(template)}`];
      return parts.filter(isName).flatMap((name, index) => learn(name, found[index + 1] ?? ""));
    },
  };
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
