const LEAST_BYTES = 32;

/** The bytes of the server's secret. @throws TypeError naming the option, without any part of it. */
export function checkSecret(value: unknown): Uint8Array {
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  if (bytes instanceof Uint8Array && bytes.byteLength >= LEAST_BYTES) return Uint8Array.from(bytes);
  throw new TypeError(
    `"secret" is missing or shorter than ${LEAST_BYTES} bytes: make one with \`openssl rand -base64 48\``,
  );
}
