import { DenseMatrix } from '../../data';
import { radiusGraph } from '../../graph';
import { rowsOf } from '../../graph/neighborhood';
import type { PassTissue } from './passes';
import type { Tissue } from './tissue';

/** Checked cells that are put into a tissue. */
export interface PlacedCells {
  /** [cells, genes of the model]; zeros for cells whose expression is to be inferred */
  readonly expression: Float32Array;
  /** [cells, 2 or 3] */
  readonly points: Float64Array;
  /** Section number of each. */
  readonly section: Int32Array;
}

/** A tissue with cells added behind its own, as numbers from tissue.cells.length on. The tissue stays as it is. */
export function withCells(tissue: Tissue, added: PlacedCells): PassTissue {
  const own = tissue.cells.length;
  const genes = tissue.features.length;
  const count = added.section.length;
  const matrix = new DenseMatrix(own + count, genes, new Float32Array((own + count) * genes));
  matrix.values.set(
    rowsOf(
      tissue.matrix,
      Int32Array.from({ length: own }, (_, i) => i),
    ),
  );
  matrix.values.set(added.expression, own * genes);
  const axes = tissue.points.columns;
  const points = new DenseMatrix(own + count, axes, new Float64Array((own + count) * axes));
  points.values.set(tissue.points.values);
  points.values.set(added.points, own * axes);
  const section = new Int32Array(own + count);
  section.set(tissue.section);
  section.set(added.section, own);
  return { matrix, points, section, graph: radiusGraph(points, { radius: tissue.radius, groups: section }) };
}
