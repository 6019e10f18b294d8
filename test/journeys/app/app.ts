import { legacyProvider } from "./legacy-provider.js";
import { startJourney } from "./start-journey.js";

startJourney(legacyProvider());
