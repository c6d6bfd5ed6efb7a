import { AnnData, categorical, DenseMatrix, Table } from '../../../src/data';
import type { SpatiaOptions } from '../../../src/models';
import { drawTissue } from '../../../src/prepare';
import { Random } from '../../../src/random';
import { names } from '../../madeTissue';

/** What is made and how. */
export interface SpatiaExample {
  cells?: number;
  seed?: number;
  /** How much larger late cells are than early ones, in standard deviations of the logarithm. */
  shift?: number;
  /** The cells in another order. */
  order?: readonly number[];
}

/**
 * Cells of three states with shapes and intensities: late cells are larger and less round than early ones, middle ones lie between. Two
 * proteins follow the state, others are noise.
 */
export function shapedCells({ cells = 240, seed = 1, shift = 2, order }: SpatiaExample = {}): AnnData {
  const random = new Random(seed);
  const made = Array.from({ length: cells }, () => {
    const state = random.integer(0, 3);
    const moved = (shift * state) / 2;
    const size = random.normal(moved, 1);
    return {
      state: ['early', 'middle', 'late'][state],
      place: [random.uniform(0, 400), random.uniform(0, 400)],
      area: Math.exp(4 + 0.3 * size),
      eccentricity: 1 / (1 + Math.exp(-random.normal(moved, 0.7))),
      x: Array.from({ length: 6 }, (_, j) => random.normal(j < 2 ? 2 * state : 0, 1) + (j === 3 ? size / 2 : 0)),
    };
  });
  const rows = (order ?? [...made.keys()]).map((i) => ({ ...made[i], name: `cell ${i}` }));
  const obs = new Table(
    rows.map(({ name }) => name),
    [
      ['state', categorical(rows.map(({ state }) => state))],
      ['Area', rows.map(({ area }) => area)],
      ['Eccentricity', rows.map(({ eccentricity }) => eccentricity)],
    ],
  );
  return new AnnData({
    obs,
    var: new Table(names('protein', 6)),
    X: DenseMatrix.fromRows(rows.map(({ x }) => x)),
    obsm: [['spatial', DenseMatrix.fromRows(rows.map(({ place }) => place))]],
  });
}

/** A drawn picture of such cells, with the cells. */
export const drawnTissue = (cells = 200) => drawTissue(shapedCells({ cells, shift: 3 }), { noise: 0 });

/** Pictures of 16 pixels of cells alone, carried as latents by the least networks that there are. */
export const LATENT: SpatiaOptions = {
  parts: 'flow',
  state: 'state',
  transitions: 'early -> late',
  space: 'latent',
  imageSize: 16,
  cropWidth: 24,
  blank: 'outside',
  batch: 32,
  flowBatch: 32,
  flowEpochs: 30,
  autoencoderEpochs: 25,
  autoencoderWidth: 8,
  unetWidth: 8,
  flowRate: 4e-3,
  average: 0,
  solverSteps: 4,
  seed: 3,
};
