import { AnnData, categorical, DenseMatrix, Outlines, Table } from '../src/data';
import { Random } from '../src/random';

/** Cells on a grid with room between them, each with an outline of `corners` corners around its place. */
export interface MadeCells {
  adata: AnnData;
  outlines: Outlines;
  /** How far apart cells are. */
  apart: number;
}

/**
 * `side` x `side` cells, the left half T cells, the right half B cells; depth grows downwards. A cell is 12 wide at most, its neighbor 14 away.
 *
 * @param without cells without an outline
 */
export function madeCells(side: number, { corners = 16, without = [] as number[] } = {}): MadeCells {
  const apart = 14;
  const random = new Random(4);
  const count = side * side;
  const names = Array.from({ length: count }, (_, i) => `cell-${i}`);
  const obs = new Table(names);
  obs.set('kind', categorical(names.map((_, i) => (i % side < side / 2 ? 'T cell' : 'B cell'))));
  obs.set(
    'depth',
    Float64Array.from(names, (_, i) => Math.floor(i / side)),
  );
  const places = names.map((_, i) => [apart * (i % side), apart * Math.floor(i / side)] as const);
  const starts = new Int32Array(count + 1);
  const skip = new Set(without);
  names.forEach((_, i) => (starts[i + 1] = starts[i]! + (skip.has(i) ? 0 : corners)));
  const [x, y] = [new Float32Array(starts[count]!), new Float32Array(starts[count]!)];
  places.forEach(([px, py], i) => {
    for (let k = starts[i]!; k < starts[i + 1]!; k++) {
      const angle = (2 * Math.PI * (k - starts[i]!)) / corners;
      const radius = random.uniform(5, 6);
      [x[k], y[k]] = [px + radius * Math.cos(angle), py + radius * Math.sin(angle)];
    }
  });
  const adata = new AnnData({
    obs,
    var: new Table([]),
    obsm: [['spatial', DenseMatrix.fromRows(places)]],
  });
  return { adata, outlines: new Outlines({ cells: names, starts, x, y }), apart };
}
