// A page whose policy forbids loading scripts later has the engine in its first file.
import "authgear-session-migration/engine";
import { legacyProvider } from "./legacy-provider.js";
import { startJourney } from "./start-journey.js";

startJourney(legacyProvider());
