/** Inputs that any language can make: integer hash and grid graphs. Both sides of a benchmark run exactly these. */

const OFFSETS: Record<number, [number, number][]> = {
  6: [
    [0, 1],
    [0, -1],
    [1, 0],
    [-1, 0],
    [1, 1],
    [-1, -1],
  ],
  8: [
    [0, 1],
    [0, -1],
    [1, 0],
    [-1, 0],
    [1, 1],
    [-1, -1],
    [1, -1],
    [-1, 1],
  ],
  12: [
    [0, 1],
    [0, -1],
    [1, 0],
    [-1, 0],
    [1, 1],
    [-1, -1],
    [1, -1],
    [-1, 1],
    [0, 2],
    [0, -2],
    [2, 0],
    [-2, 0],
  ],
};

/** The n-th number of stream `seed`, in [0, 1): a 32-bit integer hash. */
export function uniformAt(seed: number, n: number): number {
  let x = (n + Math.imul(seed, 0x9e3779b9)) >>> 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x21f0aaad);
  x ^= x >>> 15;
  x = Math.imul(x, 0x735a2d97);
  x ^= x >>> 15;
  return (x >>> 8) / 2 ** 24;
}

export function uniform(seed: number, size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, n) => uniformAt(seed, n));
}

/** Sum of four uniforms less two: mean 0, standard deviation 0.577. */
export function normal(seed: number, size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, n) => {
    const parts = [0, 1, 2, 3].map((i) => uniformAt(seed, 4 * n + i));
    return parts.reduce((a, b) => a + b) - 2;
  });
}

/** Counts [cells, genes], row-major: one entry in each block of `block` genes. */
export function denseCounts(cells: number, genes: number, block: number): Float32Array {
  const x = new Float32Array(cells * genes);
  const perRow = genes / block;
  for (let cell = 0, n = 0; cell < cells; cell++) {
    for (let slot = 0; slot < perRow; slot++, n++) {
      const gene = slot * block + Math.floor(block * uniformAt(4, n));
      const scale = gene % 10 === cell % 10 ? 4 : 1;
      x[cell * genes + gene] = 1 + Math.floor(-scale * Math.log1p(-uniformAt(5, n)));
    }
  }
  return x;
}

/** Edges sorted by receiver, then sender, of cells on a grid with exactly `degree` neighbors each. */
export function gridGraph(cells: number, degree: number, selfLoops = false): { dst: Int32Array; src: Int32Array } {
  const width = Math.ceil(Math.sqrt(cells));
  const offsets: [number, number][] = selfLoops ? [...OFFSETS[degree], [0, 0]] : OFFSETS[degree];
  const id = (place: number): number => (place * 7919) % cells;
  const edges: [number, number][] = [];
  for (let place = 0; place < cells; place++) {
    for (const [row, column] of offsets) {
      const other = (((place + row * width + column) % cells) + cells) % cells;
      edges.push([id(place), id(other)]);
    }
  }
  edges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return { dst: Int32Array.from(edges, (edge) => edge[0]), src: Int32Array.from(edges, (edge) => edge[1]) };
}

/** Coordinates of the cells of gridGraph(), [cells, 2] in micrometres: ten apart, moved by up to five. */
export function gridCoordinates(cells: number): Float32Array {
  const width = Math.ceil(Math.sqrt(cells));
  const c = new Float32Array(2 * cells);
  for (let place = 0; place < cells; place++) {
    const id = (place * 7919) % cells;
    c[2 * id] = 10 * ((place % width) + 0.5 * uniformAt(2, 2 * place));
    c[2 * id + 1] = 10 * (Math.floor(place / width) + 0.5 * uniformAt(2, 2 * place + 1));
  }
  return c;
}
