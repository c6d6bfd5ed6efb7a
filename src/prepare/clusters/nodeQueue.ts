/** Nodes that wait, each at most once, first come first served. */
export class NodeQueue {
  readonly #ring: Int32Array;
  readonly #waits: Uint8Array;
  #first = 0;
  #length: number;

  constructor(nodes: Int32Array) {
    this.#ring = nodes.slice();
    this.#waits = new Uint8Array(nodes.length).fill(1);
    this.#length = nodes.length;
  }

  /** The next node, -1 when none waits. */
  take(): number {
    if (this.#length === 0) return -1;
    const node = this.#ring[this.#first]!;
    this.#first = (this.#first + 1) % this.#ring.length;
    this.#length--;
    this.#waits[node] = 0;
    return node;
  }

  add(node: number): void {
    if (this.#waits[node]) return;
    this.#waits[node] = 1;
    this.#ring[(this.#first + this.#length++) % this.#ring.length] = node;
  }
}
