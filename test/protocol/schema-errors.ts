import { isDeepStrictEqual } from "node:util";

export type Schema = Readonly<Record<string, unknown>>;

/** The keywords of JSON Schema 2020-12 that `openapi.yaml` uses; any other is an error, so that none is passed over. */
const KEYWORDS =
  "$ref additionalProperties const dependentRequired description enum maxLength maximum minLength minimum pattern properties required type x-problems";

/** What is wrong with a value under a schema; none = it is valid. `root` resolves `$ref`. */
export function schemaErrors(root: unknown, schema: Schema, value: unknown, path = "$"): string[] {
  const unknown = Object.keys(schema).filter((word) => !KEYWORDS.split(" ").includes(word));
  const errors = unknown.map((word) => `${path}: keyword ${word} is not checked`);
  const fail = (what: string): void => void errors.push(`${path}: ${what}`);
  const { $ref, type, pattern, minimum, maximum, minLength, maxLength } = schema;
  if (typeof $ref === "string") errors.push(...schemaErrors(root, resolve(root, $ref), value, path));
  if ("const" in schema && !isDeepStrictEqual(schema.const, value)) fail("const");
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) fail("enum");
  if (typeof type === "string" && !isOfType(type, value)) fail(`is no ${type}`);
  if (typeof value === "string") {
    if (typeof pattern === "string" && !new RegExp(pattern, "u").test(value)) fail("pattern");
    if (value.length < Number(minLength ?? 0) || value.length > Number(maxLength ?? Infinity)) fail("length");
  }
  if (
    typeof value === "number" &&
    (value < Number(minimum ?? -Infinity) || value > Number(maximum ?? Infinity))
  ) {
    fail("range");
  }
  if (typeof value === "object" && value !== null)
    errors.push(...memberErrors(root, schema, { ...value }, path));
  return errors;
}

function memberErrors(root: unknown, schema: Schema, value: Record<string, unknown>, path: string): string[] {
  const properties = members(schema.properties);
  const required: unknown[] = [schema.required ?? []].flat();
  for (const [name, others] of Object.entries(members(schema.dependentRequired))) {
    if (name in value) required.push(...[others].flat());
  }
  const missing = required
    .filter((name) => !(String(name) in value))
    .map((name) => `${path}: no ${String(name)}`);
  const more = Object.keys(value).filter(
    (name) => schema.additionalProperties === false && !(name in properties),
  );
  const inner = Object.entries(properties).flatMap(([name, one]) =>
    name in value ? schemaErrors(root, members(one), value[name], `${path}.${name}`) : [],
  );
  return [...missing, ...more.map((name) => `${path}: ${name} is too much`), ...inner];
}

export function resolve(root: unknown, ref: string): Schema {
  const steps = ref.replace(/^#\//, "").split("/");
  return members(steps.reduce<unknown>((at, step) => members(at)[step], root));
}

export function members(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function isOfType(type: string, value: unknown): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
}
