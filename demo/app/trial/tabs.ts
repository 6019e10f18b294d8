type Word = "here" | "reload" | "close";

const channel = new BroadcastChannel("trial");

/** Says something to the other tabs of the trial. */
export function tellTabs(word: Word): void {
  channel.postMessage(word);
}

/** Follows the first tab: a trial's user comes back to all tabs at once. */
export function followTabs(): void {
  channel.addEventListener("message", ({ data }: MessageEvent<Word>) => {
    if (data === "reload") location.reload();
    if (data === "close") window.close();
  });
  tellTabs("here");
}

/** Resolves when this many other tabs have opened. */
export function otherTabs(count: number): Promise<void> {
  return new Promise((resolve) => {
    let here = 0;
    channel.addEventListener("message", ({ data }: MessageEvent<Word>) => {
      if (data === "here" && ++here >= count) resolve();
    });
  });
}
