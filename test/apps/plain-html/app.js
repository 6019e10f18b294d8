const { authgear: endpoint = "", client = "" } = document.documentElement.dataset;

const migration = AuthgearSessionMigration.migrateOnLoad({
  authgear: { endpoint, clientID: client },
  legacy: AuthgearSessionMigration.storedToken({ key: "session", parse: tokenIn }),
  exchange: "/session-migration",
});

/** @param {string} text */
function tokenIn(text) {
  /** @type {{ token?: string }} */
  const { token } = JSON.parse(text);
  return token;
}

async function loadNotes() {
  const authorization = (await migration.authorization()) ?? "";
  const response = await fetch("/api/notes", { headers: { authorization } });
  const notes = document.getElementById("notes");
  if (notes) notes.textContent = await response.text();
}

document.getElementById("load")?.addEventListener("click", () => void loadNotes());
void loadNotes();
