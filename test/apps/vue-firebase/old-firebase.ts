import { initializeApp } from "@firebase/app";
import { browserLocalPersistence, connectAuthEmulator, initializeAuth } from "@firebase/auth";

const app = initializeApp({ apiKey: "AIzaSyExampleExampleExampleExample", projectId: "my-project" });

export const auth = initializeAuth(app, { persistence: browserLocalPersistence });

const { oldProvider } = document.documentElement.dataset;
if (oldProvider) connectAuthEmulator(auth, oldProvider, { disableWarnings: true });
