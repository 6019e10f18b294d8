import { moveUser } from "./move.js";

moveUser();
