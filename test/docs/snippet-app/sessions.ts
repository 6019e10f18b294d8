export async function findSession(value: string): Promise<{ id: string; userID: string } | null> {
  return value ? { id: "s-1", userID: "anna" } : null;
}
