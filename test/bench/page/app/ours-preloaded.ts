// As docs/content-security-policy.md has it for a page that loads no script later.
import "authgear-session-migration/engine";
import "@authgear/web";
import { moveUser } from "./move.js";

moveUser();
