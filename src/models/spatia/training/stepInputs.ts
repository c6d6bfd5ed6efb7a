import { tf } from '../../../engine';
import type { Random } from '../../../random';
import { type Crops, cellCrops, cropTensor, nicheCrops, rowTensor } from '../crops';
import type { ImageBatch } from '../imageAutoencoder';
import type { SpatiaInput } from '../input';
import { cellsFrom, levelTensors, type LevelTensors, localBatch } from '../localBatch';
import { type Niches, nichesOf } from '../niches';
import { maskNoise, maskPatches, patchEncoding } from '../patches';
import { networkConfig, type NetworkConfig } from '../settings';
import type { SpatiaState } from '../state';

/** Genes of a step: values, 1 where one is hidden, where one is scored, where one is known [cells, genes]. */
export type GeneBatch = { x: tf.Tensor2D; masked: tf.Tensor2D; scored: tf.Tensor2D; known: tf.Tensor2D };

/** A step of joint training: genes, whole pictures, niches where the model looks at them, patches where pictures are scored. */
export type JointBatch = GeneBatch & { image: tf.Tensor4D } & Partial<LevelTensors> &
  Partial<Omit<ImageBatch, 'image'>>;

/** Pictures of cells and niches. */
interface Pictures {
  readonly cells: Crops;
  readonly niches: Crops | undefined;
}

/** Makes the tensors of all steps; pictures are read once. All that is drawn depends on the given generators alone. */
export class StepInputs {
  /** Absent where the model does not look at niches. */
  readonly niches: Niches | undefined;
  readonly #state: SpatiaState;
  readonly #input: SpatiaInput;
  readonly #net: NetworkConfig;
  #pictures: Promise<Pictures> | undefined;

  constructor(state: SpatiaState, input: SpatiaInput) {
    this.#state = state;
    this.#input = input;
    this.#net = networkConfig(state.config, Math.max(1, state.channels.length));
    this.niches = state.branches.image && state.config.levels !== 'cell' ? nichesOf(input, state.config) : undefined;
  }

  /** Reads the pictures where they are not yet. */
  pictures(): Promise<Pictures> {
    return (this.#pictures ??= (async () => {
      const { config, channels } = this.#state;
      const cells = await cellCrops(this.#input, config, channels);
      const { niches } = this;
      return { cells, niches: niches && (await nicheCrops(this.#input, config, channels, niches, cells)) };
    })());
  }

  /** Pictures with three quarters of their patches hidden. */
  async image(of: 'cells' | 'niches', chosen: Int32Array, draws: Random): Promise<ImageBatch> {
    const crops = (await this.pictures())[of]!;
    const turns = this.#state.config.augment ? [draws.fork('turns')] : [];
    return { image: cropTensor(crops, chosen, ...turns), ...this.#masks(chosen.length, draws.fork('patches')) };
  }

  /** Genes with this step's mask; entries that are not known are hidden and never scored. */
  genes(cells: Int32Array, draws: Random): GeneBatch {
    const { x, hidden } = this.#input.genes;
    const shape: [number, number] = [cells.length, x.columns];
    const masked = draws.fork('genes').fillMask(cells.length * x.columns, this.#state.config.maskGenes);
    const known = new Float32Array(masked.length).fill(1);
    if (hidden) {
      cells.forEach((cell, i) => {
        for (let j = 0; j < x.columns; j++) if (hidden[cell * x.columns + j]) known[i * x.columns + j] = 0;
      });
    }
    const scored = masked.map((value, at) => value * known[at]);
    // Without a scored entry there would be no loss.
    if (!scored.some((value) => value > 0)) masked[0] = scored[0] = 1;
    return {
      x: rowTensor(x, cells),
      masked: tf.tensor2d(masked.map((value, at) => Math.max(value, 1 - known[at])), shape), // prettier-ignore
      scored: tf.tensor2d(scored, shape),
      known: tf.tensor2d(known, shape),
    };
  }

  /** Cells that follow each other in an order, with what lies around them. @param order of localOrder() */
  async joint(order: Int32Array, from: number, draws: Random, augment: boolean): Promise<JointBatch> {
    const { config } = this.#state;
    const crops = await this.pictures();
    const cells = cellsFrom(order, from, config.batch, this.niches);
    const turns = (name: string): [Random] | [] => (augment ? [draws.fork(name)] : []);
    const around = this.niches && localBatch(this.niches, cells, true);
    return {
      ...this.genes(cells, draws),
      image: cropTensor(crops.cells, cells, ...turns('cell turns')),
      ...(around && levelTensors(this.niches!, around, crops.niches!, config.width, ...turns('niche turns'))),
      ...(config.lambdaImage > 0 && this.#masks(cells.length, draws.fork('patches'))),
    };
  }

  #masks(samples: number, draws: Random): Omit<ImageBatch, 'image'> {
    const { size, patch, encoder, decoder } = this.#net.image;
    const side = size / patch;
    const patches = side * side;
    const { kept, restore, mask } = maskPatches(
      maskNoise(samples, patches, draws),
      samples,
      this.#state.config.maskImage,
    );
    return {
      kept: tf.tensor1d(kept, 'int32'),
      restore: tf.tensor1d(restore, 'int32'),
      mask: tf.tensor2d(mask, [samples, patches]),
      places: tf.tensor2d(patchEncoding(side, encoder.width), [patches, encoder.width]),
      decoderPlaces: tf.tensor2d(patchEncoding(side, decoder.width), [patches, decoder.width]),
    };
  }
}
