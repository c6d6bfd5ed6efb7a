import { buildIndex } from '../../neighbors';
import { decodeCells } from './encodeAll';
import { unstandardize } from './features';
import { neighborhoodMeans } from '../../graph/neighborhood';
import { hearingOf, sourceOf } from './session';
import { officialImpute } from './official/impute';
import { isOfficial, type SquintState } from './state';
import { withoutCells, type Tissue } from './tissue';

/** Observed cells whose read depth stands in for that of a masked cell (code: the 16 nearest of the section). */
const DEPTH_CELLS = 16;

/**
 * Expected mean of each given cell's and its neighbors' values [cells, features], in the unit of X, from positions.
 *
 * @param masked marks the given cells: their own values are not looked at
 */
export async function imputeCells(
  state: SquintState,
  tissue: Tissue,
  cells: Int32Array,
  masked: Uint8Array,
): Promise<Float32Array> {
  if (isOfficial(state)) return officialImpute(state, tissue, cells, masked);
  const depth = localDepth(tissue, cells, masked);
  const hearing = hearingOf(state, tissue, masked);
  return unstandardize(await decodeCells(state, sourceOf(state, tissue), cells, masked, hearing, depth), state.scale);
}

/** The mean over a cell's nearest observed cells of the row sums of their neighborhood means. */
function localDepth(tissue: Tissue, cells: Int32Array, masked: Uint8Array): Float32Array {
  const { matrix, points, section, graph } = tissue;
  const observed = Int32Array.from(masked.keys()).filter((cell) => !masked[cell]);
  const near = buildIndex(points, { groups: section, candidates: observed }).nearest(cells, DEPTH_CELLS);
  const used = Int32Array.from(new Set(near.filter((cell) => cell >= 0)));
  const means = neighborhoodMeans(matrix, withoutCells(graph, masked), used);
  const depth = new Map<number, number>();
  used.forEach((cell, at) => depth.set(cell, sum(means.subarray(at * matrix.columns, (at + 1) * matrix.columns))));
  return Float32Array.from(cells, (_, at) => {
    const found = near.subarray(at * DEPTH_CELLS, (at + 1) * DEPTH_CELLS).filter((cell) => cell >= 0);
    return found.reduce((total, cell) => total + depth.get(cell)!, 0) / Math.max(1, found.length);
  });
}

const sum = (values: Float32Array): number => values.reduce((a, b) => a + b, 0);
