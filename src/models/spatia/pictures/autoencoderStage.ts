import { tf } from '../../../engine';
import { Random } from '../../../random';
import type { Stage } from '../../training/fitModel';
import { shuffledBatches } from '../../training/shuffledBatches';
import { StageTrainer } from '../../training/stageTrainer';
import { COMPILED_FROM } from '../compiledFrom';
import type { FlowPictures } from '../settings';
import type { SpatiaState } from '../state';
import { autoencoderLoss } from './cropAutoencoder';
import type { FlowCrops } from './flowCrops';

/** The stage that learns the autoencoder of crops, in whose latents pictures flow; it is frozen afterwards. @param cells learned from, by number */
export function autoencoderStage(
  state: SpatiaState,
  { side, channels }: FlowPictures,
  cells: Int32Array,
  crops: () => Promise<FlowCrops>,
): Stage {
  const { config, parameters } = state;
  const stepsPerEpoch = Math.ceil(cells.length / config.batch);
  const epochs = config.autoencoderEpochs;
  const random = new Random(config.seed).fork('autoencoder');
  const others = (): string[] => parameters.names().filter((name) => !name.startsWith('autoencoder.'));
  return {
    name: 'autoencoder of crops',
    epochs,
    stepsPerEpoch,
    cellsPerStep: config.batch,
    makeTrainer: () =>
      new StageTrainer<{ crops: tf.Tensor4D }, { loss: tf.Scalar }>({
        name: 'spatia.autoencoder',
        enabled: epochs * stepsPerEpoch >= COMPILED_FROM,
        parameters,
        optimizer: {
          kind: 'adamw',
          learningRate: config.flowRate,
          schedule: { kind: 'cosine' },
          clip: 1,
          groups: [{ match: others(), frozen: true }],
        },
        epochs,
        stepsPerEpoch,
        batch: async ({ step, epoch }) => {
          const places = shuffledBatches(cells.length, config.batch, random.fork(`epoch ${epoch}`))[
            step % stepsPerEpoch
          ];
          const rows = (await crops()).rows(places.map((at) => cells[at]));
          const shaped = tf.reshape(rows, [places.length, side, side, channels.length]) as tf.Tensor4D;
          rows.dispose();
          return { crops: shaped };
        },
        objective: (batch) => ({ loss: autoencoderLoss(parameters.at('autoencoder'), batch.crops) }),
      }),
  };
}
