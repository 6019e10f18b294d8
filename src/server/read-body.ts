/** Largest request body, in bytes. */
export const MAX_BODY_BYTES: number = 32 * 1024;

const FATAL = { fatal: true };

/** The text of a body, `"too-large"` beyond the limit, `"unreadable"` if it broke off, stood still or is not UTF-8. */
export async function readBody(
  request: Request,
  deadlineMs: number,
): Promise<{ text: string } | "too-large" | "unreadable"> {
  if (Number(request.headers.get("Content-Length") ?? 0) > MAX_BODY_BYTES) return "too-large";
  if (!request.body) return { text: "" };
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  // Nobody waits for what is left, nor for how its transfer ends.
  const leave = (): void => void reader.cancel().catch(() => undefined);
  const timer = setTimeout(leave, deadlineMs);
  const decoder = new TextDecoder("utf-8", FATAL);
  let text = "";
  let bytes = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      bytes += part.value.byteLength;
      if (bytes > MAX_BODY_BYTES) {
        leave();
        return "too-large";
      }
      text += decoder.decode(part.value, { stream: true });
    }
    return { text: text + decoder.decode() };
  } catch {
    return "unreadable";
  } finally {
    clearTimeout(timer);
  }
}
