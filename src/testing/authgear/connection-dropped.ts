/**
 * The network failed, before or after the server did its work: the caller cannot know. A `TypeError`, as
 * every `fetch` throws it; a server adapter that meets one closes the socket without answering.
 */
export class ConnectionDropped extends TypeError {
  readonly connectionDropped = true;

  constructor() {
    super("fetch failed");
  }
}

/** Recognises it across two copies of this module. */
export function isConnectionDropped(value: unknown): value is ConnectionDropped {
  return value instanceof TypeError && "connectionDropped" in value && value.connectionDropped === true;
}
