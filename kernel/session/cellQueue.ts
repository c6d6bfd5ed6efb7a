import type { Message } from '../transport/message';

/** How a cell is to be handled, and what to do with it when one before it has failed. */
export interface QueuedCells {
  /** Resolves to false when the cells must not run that were sent before this one's failure was known. */
  run(request: Message): Promise<boolean>;
  abort(request: Message): void;
}

/** Runs cells one after the other. When one fails, those that were sent before its failure was known are aborted. */
export class CellQueue {
  private readonly waiting: Message[] = [];
  private working = false;

  constructor(private readonly cells: QueuedCells) {}

  add(request: Message): void {
    this.waiting.push(request);
    if (!this.working) void this.work();
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      if (await this.cells.run(next)) continue;
      for (const request of this.waiting.splice(0)) this.cells.abort(request);
    }
    this.working = false;
  }
}
