import { now } from '../transport/clock';
import type { Message } from '../transport/message';

/** How a cell is to be handled, and what to do with it when one before it has failed. */
export interface QueuedCells {
  /**
   * Resolves to undefined when the next cell may run. Otherwise those must not that were sent before this one's failure
   * was known: then to the moment, of now(), before which the answer was not sent.
   */
  run(request: Message): Promise<number | undefined>;
  abort(request: Message): void;
}

/** A cell that failed, and how long its client had to wait for the answer, at least; in milliseconds. */
interface Failure {
  request: Message;
  answeredAfter: number;
}

/** Runs cells one after the other. When one fails, those that were sent before its failure was known are aborted. */
export class CellQueue {
  private readonly waiting: { request: Message; arrived: number }[] = [];
  private working = false;
  private failure: Failure | undefined;

  constructor(private readonly cells: QueuedCells) {}

  add(request: Message): void {
    this.waiting.push({ request, arrived: now() });
    if (!this.working) void this.work();
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      const { request, arrived } = next;
      if (this.failure && sentUnknowing(request, this.failure)) {
        this.cells.abort(request);
        continue;
      }
      const answered = await this.cells.run(request);
      if (answered === undefined) continue;
      this.failure = { request, answeredAfter: answered - arrived };
      for (const one of this.waiting.splice(0)) this.cells.abort(one.request);
    }
    this.working = false;
  }
}

/**
 * A request that came after the answer to the failed one may have been on its way before. By its client's own clock it
 * then was sent sooner after the failed one than the answer can have arrived. Dates are exact to a millisecond.
 */
function sentUnknowing({ header }: Message, { request, answeredAfter }: Failure): boolean {
  if (header.session !== request.header.session) return false;
  const later = Date.parse(header.date) - Date.parse(request.header.date);
  return later >= 0 && later + 1 < answeredAfter;
}
