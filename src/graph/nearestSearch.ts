/** The k best candidates so far, in order. */
export class NearestSearch {
  readonly ids: Int32Array;
  readonly squares: Float64Array;
  found = 0;
  /** The square of the distance beyond which nothing is wanted any more. */
  worst = Infinity;
  #self = -1;

  constructor(k: number) {
    this.ids = new Int32Array(k);
    this.squares = new Float64Array(k);
  }

  start(self: number): void {
    this.#self = self;
    this.found = 0;
    this.worst = this.ids.length > 0 ? Infinity : -1;
  }

  offer(id: number, square: number): void {
    if (square > this.worst || id === this.#self) return;
    const { ids, squares } = this;
    const full = this.found === ids.length;
    if (full && square === this.worst && id > ids[ids.length - 1]!) return;
    let at = full ? ids.length - 1 : this.found++;
    while (at > 0 && (squares[at - 1]! > square || (squares[at - 1] === square && ids[at - 1]! > id))) {
      squares[at] = squares[at - 1]!;
      ids[at] = ids[at - 1]!;
      at--;
    }
    squares[at] = square;
    ids[at] = id;
    if (this.found === ids.length) this.worst = squares[ids.length - 1]!;
  }
}
