import { tellTabs } from "./tabs.js";

const HURRY = 1_000;

// A new trial leaves nothing of the last one in this browser.
void begin();

async function begin(): Promise<void> {
  tellTabs("close");
  const { fault = "none", code = "ours" } = document.documentElement.dataset;
  await fetch("/trial/start", { method: "POST", body: new URLSearchParams({ fault, code }) });
  localStorage.clear();
  sessionStorage.clear();
  const databases = await indexedDB.databases();
  await Promise.all(databases.map(({ name = "" }) => removeDatabase(name)));
  location.replace("/trial/run?tab=1");
}

function removeDatabase(name: string): Promise<void> {
  return new Promise((resolve) => {
    // Another tab that holds it open may take its time to close.
    setTimeout(resolve, HURRY);
    const request = indexedDB.deleteDatabase(name);
    request.addEventListener("success", () => resolve());
    request.addEventListener("error", () => resolve());
  });
}
