/** How much each cell counts in the loss from now on. A trainer asks before each batch; a run that nobody steers has ones only. */
export class CellWeights {
  /** Raised by every change, so that a trainer knows when to look again. */
  version = 0;
  readonly #size: number;
  #values: Float32Array | undefined;

  /** @param size cells that a model reads */
  constructor(size: number) {
    this.#size = size;
  }

  /** Whether any cell counts otherwise than once. */
  get steered(): boolean {
    return this.#values !== undefined;
  }

  of(place: number): number {
    return this.#values?.[place] ?? 1;
  }

  /** The weights of some cells. */
  some(places: ArrayLike<number>): Float32Array {
    return Float32Array.from(places, (place) => this.of(place));
  }

  /** 0 takes cells out for good: no later weight brings them back. */
  set(places: ArrayLike<number>, weight: number): void {
    const values = (this.#values ??= new Float32Array(this.#size).fill(1));
    for (const place of Array.from(places)) if (values[place] !== 0) values[place] = weight;
    this.version++;
  }

  /** Those of some cells that still count. */
  open(places: Int32Array): Int32Array {
    return this.#values ? places.filter((place) => this.of(place) > 0) : places;
  }

  /** 1 for what is marked, and for cells that are taken out. */
  without(marks: Uint8Array): Uint8Array {
    return this.#values ? marks.map((mark, place) => (mark || this.of(place) === 0 ? 1 : 0)) : marks;
  }
}
