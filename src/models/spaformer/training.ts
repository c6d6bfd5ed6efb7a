import { type OptimizerSpec, startEngine, tf } from '../../engine';
import { Random } from '../../random';
import { StageTrainer } from '../training/stageTrainer';
import { paddedValues } from '../training/paddedShape';
import type { CellWeights } from '../training/watch/cellWeights';
import { worthCompiling } from '../training/worthCompiling';
import type { SpaformerConfig } from './config';
import { FieldInputs } from './fieldInputs';
import { fieldsOf } from './fields';
import { type SpaformerBatch, spaformerObjective } from './objective';
import type { SpaformerState } from './state';
import type { Tissue } from './tissue';

/** AdamW with a warm-up and a cosine to 0 (ours); rate and decay of the paper, the bound of the authors' code. */
const optimizerOf = ({ learningRate, weightDecay, clip, warmUp }: SpaformerConfig, steps: number): OptimizerSpec => ({
  kind: 'adamw',
  learningRate,
  weightDecay,
  clip,
  // A short run is not all warm-up (ours).
  schedule: { kind: 'cosine', warmUp: Math.min(warmUp, Math.floor(steps / 10)) },
});

type Terms = { loss: tf.Scalar; reconstruction: tf.Scalar; divergence: tf.Scalar };

/** The one stage: a step for each field of view, fields in random order, masks drawn by seed and step. */
export function trainingStage(
  state: SpaformerState,
  tissue: Tissue,
  open: Int32Array,
  weights: CellWeights,
  epochs: number,
) {
  const { config, depth, parameters } = state;
  const inputs = new FieldInputs(tissue, fieldsOf(tissue, open, config), config, depth);
  const stepsPerEpoch = inputs.fields.sequences;
  const random = new Random(config.seed).fork('training');
  return {
    name: 'fields',
    epochs,
    stepsPerEpoch,
    cellsPerStep: Math.ceil(open.length / stepsPerEpoch),
    makeTrainer: () =>
      new StageTrainer<SpaformerBatch, Terms>({
        name: 'spaformer.fields',
        parameters,
        optimizer: optimizerOf(config, epochs * stepsPerEpoch),
        epochs,
        stepsPerEpoch,
        enabled: worthCompiling(epochs * stepsPerEpoch, parameters),
        batch: async ({ step, epoch }) => {
          const field = random.fork(`order ${epoch}`).permutation(stepsPerEpoch)[step % stepsPerEpoch]!;
          const batch = await batchOf(inputs, field, random.fork(`epoch ${epoch} field ${field}`));
          if (!weights.steered) return batch;
          const weight = paddedValues(weights.some(inputs.cells(field)), inputs.fields.length);
          return { ...batch, weight: tf.tensor1d(weight) };
        },
        objective: (batch) => terms(state, batch),
      }),
  };
}

/** The error of masked entries of cells set aside, in fields of their own; the masks are the same after every epoch. */
export function validator(state: SpaformerState, tissue: Tissue, cells: Int32Array): () => Promise<number> {
  const { config, depth } = state;
  const inputs = new FieldInputs(tissue, fieldsOf(tissue, cells, config), config, depth);
  const random = new Random(config.seed).fork('validation');
  return async () => {
    await startEngine();
    let error = 0;
    for (let field = 0; field < inputs.fields.sequences; field++) {
      const batch = await batchOf(inputs, field, random.fork(`field ${field}`));
      const loss = tf.tidy(() => terms(state, batch).loss);
      error += (await loss.data())[0]! * (inputs.cells(field).length / cells.length);
      tf.dispose([batch, loss]);
    }
    return error;
  };
}

function terms({ parameters, config }: SpaformerState, batch: SpaformerBatch): Terms {
  const { masked, observedOnly, beta } = config;
  const objective = { masked, observedOnly, beta, reduction: 'mean' } as const;
  const { loss, reconstruction, divergence } = spaformerObjective(parameters, config, objective, batch);
  return { loss, reconstruction, divergence };
}

/** A field with this step's draws. Everything that is drawn depends on `draws` alone. */
async function batchOf(inputs: FieldInputs, field: number, draws: Random): Promise<SpaformerBatch> {
  const { config, tissue, fields } = inputs;
  const { length } = fields;
  const genes = tissue.features.length;
  const input = await inputs.input(field, draws.fork('signs'));
  const cellMask = draws.fork('cells').fillMask(length, config.maskCells);
  const geneMask = draws.fork('genes').fillMask(length * genes, config.maskGenes);
  return {
    ...input,
    ...(config.masked && {
      cellMask: tf.tensor2d(cellMask, [length, 1]),
      geneMask: tf.tensor2d(geneMask, [length, genes]),
    }),
    ...(config.variational && {
      noise: tf.tensor2d(draws.fork('noise').fillNormal(length * config.latent), [length, config.latent]),
    }),
    ...(config.decoder === 'zinb' && {
      counts: tf.tensor2d(inputs.counts(field), [length, genes]),
    }),
    ...(config.observedOnly && {
      observed: tf.tensor2d(inputs.observed(field), [length, genes]),
    }),
  };
}
