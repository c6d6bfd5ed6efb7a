import type { BrushAnswer } from '../../../src/protocol';

/**
 * Which answers still count. Questions are numbered; the kernel leaves out those that newer ones overtook. An answer to an older question than the
 * one that is shown, or than the last finished stroke, is dropped.
 */
export class AskedStrokes {
  #last = 0;
  #least = 0;
  #shown = 0;

  /** The number of the next question. @param finished answers to all questions before it are dropped from now on */
  next(finished: boolean): number {
    this.#last++;
    if (finished) this.#least = this.#last;
    return this.#last;
  }

  /** Whether an answer is shown; it then is the newest. */
  takes({ ask }: Pick<BrushAnswer, 'ask'>): boolean {
    if (ask < this.#least || ask <= this.#shown || ask > this.#last) return false;
    this.#shown = ask;
    return true;
  }

  /** Whether what is said of a question matters to what is shown. */
  concerns(ask: number | undefined): boolean {
    return ask === undefined || ask >= this.#least;
  }

  /** Whether the newest question has no answer yet. */
  get waiting(): boolean {
    return this.#shown < this.#last;
  }
}
