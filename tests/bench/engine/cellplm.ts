import { Parameters, Random, type StepInputs, tf } from '../../../src/engine';
import type { CellplmNetworkConfig } from '../../../src/models/cellplm/config';
import { createCellplm, placeEncoding } from '../../../src/models/cellplm/network';
import { type CellplmBatch, cellplmObjective, hiddenEntries } from '../../../src/models/cellplm/objective';
import { denseCounts, gridCoordinates, normal, uniform } from './inputs';
import { type Network, batchOf } from './workload';

/** Sizes of the workload `cellplm`. */
const SIZES = { genes: 2000, batches: 4 };
const CONFIG: CellplmNetworkConfig = {
  width: 512,
  heads: 8,
  layers: 4,
  expansion: 4,
  attention: 'flow',
  competition: 'length',
  features: 0,
  latentKind: 'mixture',
  latent: 512,
  components: 16,
  decoderWidth: 512,
  decoderLayers: 2,
};

function makeInputs(cells: number): StepInputs {
  const { genes, batches } = SIZES;
  return tf.tidy(() => {
    const x = tf.log1p(tf.tensor2d(denseCounts(cells, genes, 10), [cells, genes]));
    const token = tf.tensor2d(
      uniform(10, cells).map((u) => Number(u < 0.75)),
      [cells, 1],
    );
    const feature = tf.tensor2d(
      uniform(11, cells * genes).map((u) => Number(u < 0.25)),
      [cells, genes],
    );
    return {
      x,
      hidden: hiddenEntries(token, feature),
      place: tf.tensor2d(placeEncoding(gridCoordinates(cells), CONFIG), [cells, CONFIG.width]),
      noise: tf.tensor2d(normal(12, cells * CONFIG.latent), [cells, CONFIG.latent]),
      batch: tf.tensor1d(
        Int32Array.from({ length: cells }, (_, i) => i % batches),
        'int32',
      ),
    };
  });
}

/** The training step of the workload `cellplm`, for any number of cells. */
export function cellplm(cells: number): Network {
  const p = new Parameters();
  createCellplm(p, CONFIG, SIZES, new Random(0));
  return {
    parameters: p,
    inputs: makeInputs(cells),
    objective: (inputs) => {
      const { loss } = cellplmObjective(p, CONFIG, { reduction: 'cell' }, batchOf<CellplmBatch>(inputs));
      return { loss };
    },
  };
}
