/** What happened, one line for each action, and below it what anybody could see of it. */
export interface Trace {
  action(text: string): void;
  note(text: string): void;
  lines(): readonly string[];
}

export function createTrace(): Trace {
  const lines: string[] = [];
  let actions = 0;
  return {
    action: (text) => void lines.push(`${String(++actions).padStart(3)}. ${text}`),
    note: (text) => void lines.push(`       ${text}`),
    lines: () => lines,
  };
}
