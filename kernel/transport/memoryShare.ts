/** How often to look, in milliseconds: a loop that fills arrays takes 2 GB in a second. Ours. */
const LOOK_MS = 100;
/** A cell is stopped at this part of the share: the server beside the kernel takes some of it, too. Ours. */
const STOP_AT = 0.85;
/** A kernel that kept what it had is stopped again after so much more, as a part of the share. Ours. */
const AGAIN_AFTER = 0.05;

const shown = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** Decides when the running cell has to stop, for the memory that this process has. */
export class MemoryShare {
  private readonly first: number;
  private next: number;

  /** @param share bytes that the hub grants (JupyterHub's MEM_LIMIT), beyond which the system ends the kernel */
  constructor(private readonly share: number) {
    this.first = this.next = STOP_AT * share;
  }

  /** What to tell the user when the cell has to stop at this many bytes; undefined when it may go on. */
  exceeded(bytes: number): string | undefined {
    if (bytes < this.first) this.next = this.first;
    if (bytes < this.next) return undefined;
    this.next = bytes + AGAIN_AFTER * this.share;
    return (
      `The cell was stopped: this kernel has ${shown(bytes)} of the ${shown(this.share)} that it may have here, and with more it would be ended. ` +
      'Variables are still there; set what is large to undefined, or restart the kernel.\n'
    );
  }
}

/** Calls `stop` with a sentence whenever the cell that runs has to stop; without a share there is nothing to watch. */
export function watchMemory(stop: (sentence: string) => void): void {
  const share = Number(process.env.MEM_LIMIT);
  if (!(share > 0)) return;
  const memory = new MemoryShare(share);
  setInterval(() => {
    const sentence = memory.exceeded(process.memoryUsage.rss());
    if (sentence) stop(sentence);
  }, LOOK_MS).unref();
}
