import type { Board } from "../../trial/board.js";
import { showLines } from "../show-evidence.js";
import { showLamps, write } from "./show-lamps.js";
import { showLanes } from "./show-lanes.js";
import { tellTabs } from "./tabs.js";

const SOON = 300;
/** A trial that is over changes only when somebody presses a button. In milliseconds. */
const LONGEST = 5_000;

void follow();

/** Asks the server again and again what it has seen, and does what the trial's user does next. */
async function follow(): Promise<void> {
  let pause = SOON;
  for (;;) {
    const board = await ask();
    if (board) {
      show(board);
      if (board.next === "reload") return comeBack();
    }
    pause = board && board.next !== "over" ? SOON : Math.min(pause * 1.5, LONGEST);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function ask(): Promise<Board | undefined> {
  const response = await fetch("/trial/board").catch(() => undefined);
  return response?.ok ? ((await response.json()) as Board) : undefined;
}

function show({ next, verdict, lamps, lanes, evidence }: Board): void {
  document.documentElement.dataset["next"] = next;
  write(document.querySelector("#verdict"), verdict);
  showLamps(lamps);
  showLanes(lanes);
  showLines(evidence);
}

function comeBack(): void {
  tellTabs("reload");
  location.reload();
}
