import type { Stroke } from '../../../src/protocol';

/** States that can be gone back to. */
const MOST = 200;

/** The finished strokes, and those before: undone and done again. */
export class StrokeHistory {
  #states: (readonly Stroke[])[] = [[]];
  #at = 0;

  get strokes(): readonly Stroke[] {
    return this.#states[this.#at]!;
  }

  get canUndo(): boolean {
    return this.#at > 0;
  }

  get canRedo(): boolean {
    return this.#at < this.#states.length - 1;
  }

  /** Strokes of somewhere else: what was before is forgotten. */
  reset(strokes: readonly Stroke[]): void {
    this.#states = [strokes];
    this.#at = 0;
  }

  do(strokes: readonly Stroke[]): void {
    this.#states = [...this.#states.slice(0, this.#at + 1), strokes].slice(-MOST);
    this.#at = this.#states.length - 1;
  }

  undo(): boolean {
    if (!this.canUndo) return false;
    this.#at--;
    return true;
  }

  redo(): boolean {
    if (!this.canRedo) return false;
    this.#at++;
    return true;
  }
}
