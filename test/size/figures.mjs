import { brotliCompressSync } from "node:zlib";
import { minify } from "terser";

/** What a chunk costs on the wire, minified by terser and compressed by brotli at its best. */
export async function sizeMinified(code) {
  const { code: minified } = await minify(code, { module: true, format: { comments: false } });
  return size(minified);
}

export function size(code) {
  return { minified: Buffer.byteLength(code), brotli: brotliCompressSync(code).length };
}

export function sum(chunks) {
  const add = (key) => chunks.reduce((total, chunk) => total + chunk[key], 0);
  return { minified: add("minified"), brotli: add("brotli") };
}

export function line(name, ...figures) {
  const cells = figures.map((figure) => (figure?.toLocaleString("en") ?? "").padStart(10));
  return name.padEnd(60) + cells.join("");
}
