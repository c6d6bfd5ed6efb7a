import { type AnnData, categorical, coordinates, DenseMatrix } from '../../../src/data';
import { radiusGraph } from '../../../src/graph';
import type { ChangeableTissue, Model } from '../../../src/models';
import { madeTissue } from '../../madeTissue';
import { meanModel } from '../models/toyModels';

/** Cells along a side of the grid. */
export const SIDE = 12;
export const GENES = ['PD1', 'KI67', 'CD8', 'CD4', 'ACTB'];

/** Cells on a grid of step 10, of two types; values are whole numbers that name place and gene. */
export function grid(): AnnData {
  const cells = SIDE * SIDE;
  const at = Float64Array.from(
    { length: 2 * cells },
    (_, i) => 10 * (i % 2 ? Math.floor(i / 2 / SIDE) : (i >> 1) % SIDE),
  );
  const x = Float32Array.from({ length: cells * GENES.length }, (_, i) => 1 + ((7 * i) % 11));
  const kinds = Array.from({ length: cells }, (_, i) => ['T', 'B', 'B'][i % 3]!);
  return madeTissue(new DenseMatrix(cells, GENES.length, x), at, [['kind', categorical(kinds)]], GENES);
}

/**
 * A training whose answer for a cell is `gain` times the mean of its four neighbors: the truth is known by hand.
 *
 * @param wait is awaited before each answer of the model
 */
export function linearModel(gain: number, wait: () => Promise<void> = async () => undefined): Model {
  const base = meanModel();
  const open = (adata: AnnData): ChangeableTissue => {
    const { points } = coordinates(adata);
    const graph = radiusGraph(points, { radius: 11 });
    const x = adata.matrix().toDense();
    return {
      features: adata.var.index,
      steps: 1,
      prepare: (_cells, rows) => rows,
      reached: (changed, added) => {
        const near = Array.from(changed).flatMap((cell) => [...graph.neighbors(cell)]);
        for (let i = 0; i < (added?.locations.rows ?? 0); i++) {
          const [px, py] = [added!.locations.get(i, 0), added!.locations.get(i, 1)];
          for (let cell = 0; cell < points.rows; cell++) {
            if (Math.hypot(points.get(cell, 0) - px, points.get(cell, 1) - py) <= 11) near.push(cell);
          }
        }
        return Int32Array.from(new Set(near))
          .filter((cell) => !changed.includes(cell))
          .sort();
      },
      predict: async ({ asked, changed, states, by }) => {
        await wait();
        return states.map(({ values, added }) => {
          const row = new Map(Array.from(changed, (cell, at) => [cell, values.row(at)]));
          const out = DenseMatrix.zeros(asked.length, GENES.length);
          asked.forEach((cell, at) => {
            const rows = Array.from(graph.neighbors(cell), (near) => row.get(near) ?? x.row(near));
            for (let i = 0; i < (added?.locations.rows ?? 0); i++) rows.push(added!.expression.row(i));
            for (const near of rows) near.forEach((value, g) => (out.row(at)[g]! += ((by === 'neighbors' ? 1 : gain) * value) / rows.length)); // prettier-ignore
          });
          return out;
        });
      },
    };
  };
  return {
    ...base,
    trained: true,
    card: { id: 'linear', name: 'Linear' },
    can: { perturb: async (adata) => open(adata) },
  };
}
