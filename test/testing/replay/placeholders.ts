import { expect } from "vitest";

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

/** What the value of a placeholder looks like, by the name without its number. */
const SHAPES: Record<string, RegExp> = {
  uuid: new RegExp(`^${UUID}$`),
  "access-token": /^[A-Za-z0-9]{32}$/,
  "refresh-token": new RegExp(`^${UUID}\\.[A-Za-z0-9]{32}$`),
  "jwt-access-token": /^[\w-]+\.[\w-]+\.[\w-]+$/,
  "id-token": /^[\w-]+\.[\w-]+\.[\w-]+$/,
  "admin-jwt": /^[\w-]+\.[\w-]+\.[\w-]+$/,
  "user-node-id": /^VXNlcj[\w-]+$/,
  "session-node-id": /^U2Vzc2lvbj[\w-]+$/,
  "authenticator-node-id": /^QXV0aGVudGljYXRvcj[\w-]+$/,
  "import-id": /^userimport_\w+$/,
  "public-origin": /^http:\/\/[^/]+$/,
  "admin-origin": /^http:\/\/[^/]+$/,
  "app-origin": /^http:\/\/[^/]+$/,
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
  get(name: string): string;
  /** Two names never share a value, and one name never has two. */
  set(name: string, value: string): void;
  fill(template: string): string;
  /** Compares a text with a template, and learns what is in its holes. */
  match(template: string, actual: string, where: string): void;
}

export function createBindings(): Bindings {
  const values = new Map<string, string>();
  const bindings: Bindings = {
    get(name) {
      const value = values.get(name);
      if (value === undefined) throw new Error(`nothing is known about {{${name}}} yet`);
      return value;
    },
    set(name, value) {
      const free = FREE[name];
      if (free) return void expect(value, `{{${name}}}`).toMatch(free);
      const shape = SHAPES[name.replace(/-[^-]*$/, "")] ?? SHAPES[name];
      if (!shape) throw new Error(`no shape for {{${name}}}`);
      expect(value, `{{${name}}}`).toMatch(shape);
      const namesake = [...values].find(([other, known]) => known === value && other !== name)?.[0];
      expect(namesake, `{{${name}}} has the value of another placeholder`).toBeUndefined();
      expect(values.get(name) ?? value, `{{${name}}} has two values`).toBe(value);
      values.set(name, value);
    },
    fill: (template) =>
      template.replaceAll(new RegExp(PLACEHOLDER, "g"), (_, name: string) => bindings.get(name)),
    match(template, actual, where) {
      const parts = template.split(PLACEHOLDER);
      const pattern = parts.map((part, index) => (index % 2 === 1 ? "(.+?)" : escape(part))).join("");
      const found = new RegExp(`^${pattern}$`, "s").exec(actual);
      expect(found, `${where}: ${JSON.stringify(actual)} is not ${JSON.stringify(template)}`).not.toBeNull();
      const names = parts.filter((_, index) => index % 2 === 1);
      for (const [index, name] of names.entries()) bindings.set(name, found?.[index + 1] ?? "");
    },
  };
  return bindings;
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
