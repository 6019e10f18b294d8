import { ApiError } from "../http/api-error.js";

/** The value of a JSON body, or the error that names where it stops making sense. */
export function parseJSONBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    const position = Number(/position (\d+)/.exec(String(error))?.[1] ?? body.length);
    const isCutShort = position >= body.length;
    const message = isCutShort
      ? "unexpected end of JSON input"
      : `invalid character '${body.charAt(position)}' looking for beginning of value`;
    return new ApiError("BadRequest", "InvalidJSON", message, {
      byte_offset: isCutShort ? body.length : position + 1,
    });
  }
}
