import { type OptimizerSpec, type StepPlace, startEngine, tf } from '../../../engine';
import { Random } from '../../../random';
import type { Stage } from '../../training/fitModel';
import { shuffledBatches } from '../../training/shuffledBatches';
import { StageTrainer } from '../../training/stageTrainer';
import { COMPILED_FROM } from '../compiledFrom';
import type { SpatiaInput } from '../input';
import { localOrder } from '../localBatch';
import { imageObjective } from '../objective';
import { networkConfig, type SpatiaConfig } from '../settings';
import type { SpatiaState } from '../state';
import { genesLoss, jointLoss, type Losses } from './jointLoss';
import { StepInputs } from './stepInputs';

/** What a stage brings beside its optimizer. */
interface StagePlan<I extends Record<string, tf.Tensor>> {
  readonly name: string;
  readonly epochs: number;
  /** Cells or niches that an epoch goes through. */
  readonly items: number;
  /** Branches that it trains. */
  readonly trains: readonly string[];
  /** @param draws of this epoch */
  batch(place: StepPlace & { stepsPerEpoch: number }, draws: Random): I | Promise<I>;
  objective(batch: I): Losses;
}

/** The stages that learn vectors: pictures of cells, pictures of niches, genes, then all jointly. */
export class EmbeddingStages {
  readonly #state: SpatiaState;
  readonly #inputs: StepInputs;
  readonly #open: Int32Array;
  readonly #random: Random;

  /** @param open cells that are learned from */
  constructor(state: SpatiaState, input: SpatiaInput, open: Int32Array) {
    this.#state = state;
    this.#inputs = new StepInputs(state, input);
    this.#open = open;
    this.#random = new Random(state.config.seed).fork('embedding');
  }

  /** What must be known of the pictures. */
  async notices(): Promise<readonly string[]> {
    return this.#state.branches.image ? (await this.#inputs.pictures()).cells.notices : [];
  }

  /** @param epochs of the joint stage, or of the last one where nothing is joint @param validation cells on which the joint loss is looked at after an epoch of it */
  stages(epochs: number, validation: Int32Array): Stage[] {
    const { branches, config, features } = this.#state;
    const joint = branches.image && features.length > 0 && (branches.genes || config.lambdaCross > 0);
    return [
      ...(branches.image ? [this.#pictures('cells', this.#open, joint ? config.pretrainEpochs : epochs)] : []),
      ...(this.#inputs.niches ? [this.#pictures('niches', this.#openNiches(), config.pretrainEpochs)] : []),
      ...(branches.genes ? [this.#genes(joint ? config.pretrainEpochs : epochs)] : []),
      ...(joint ? [this.#joint(epochs, validation)] : []),
    ];
  }

  #pictures(of: 'cells' | 'niches', chosen: Int32Array, epochs: number): Stage {
    const { config, parameters, channels } = this.#state;
    const { image } = networkConfig(config, channels.length);
    return this.#stage({
      name: `pictures of ${of}`,
      epochs,
      items: chosen.length,
      trains: ['image'],
      batch: ({ step, stepsPerEpoch }, draws) => {
        const places = shuffledBatches(chosen.length, config.batch, draws)[step % stepsPerEpoch];
        return this.#inputs.image(of, places.map((at) => chosen[at]), draws.fork(`step ${step}`)); // prettier-ignore
      },
      objective: (batch) => ({ loss: imageObjective(parameters.at('image'), image, batch, config.normalizePatches).loss }), // prettier-ignore
    });
  }

  #genes(epochs: number): Stage {
    const { config } = this.#state;
    const open = this.#open;
    return this.#stage({
      name: 'genes',
      epochs,
      items: open.length,
      trains: ['genes', 'gene_decoder', 'fusion.gene'],
      batch: ({ step, stepsPerEpoch }, draws) => {
        const places = shuffledBatches(open.length, config.batch, draws)[step % stepsPerEpoch];
        return this.#inputs.genes(places.map((at) => open[at]), draws.fork(`step ${step}`)); // prettier-ignore
      },
      objective: (batch) => genesLoss(this.#state, batch),
    });
  }

  #joint(epochs: number, validation: Int32Array): Stage {
    const { config } = this.#state;
    const stage = this.#stage({
      name: 'joint',
      epochs,
      items: this.#open.length,
      trains: ['image', 'genes', 'gene_decoder', 'fusion', 'levels', 'cross'],
      batch: ({ step, stepsPerEpoch }, draws) => {
        const order = localOrder(this.#open, this.#inputs.niches, draws.fork('order'));
        const from = (step % stepsPerEpoch) * config.batch;
        return this.#inputs.joint(order, from, draws.fork(`step ${step}`), config.augment);
      },
      objective: (batch) => jointLoss(this.#state, batch),
    });
    return { ...stage, ...(validation.length > 0 && { validate: () => this.#validate(validation) }) };
  }

  #stage<I extends Record<string, tf.Tensor>>({ name, epochs, items, trains, batch, objective }: StagePlan<I>): Stage {
    const { config, parameters } = this.#state;
    const stepsPerEpoch = Math.ceil(items / config.batch);
    const random = this.#random.fork(name);
    return {
      name,
      epochs,
      stepsPerEpoch,
      cellsPerStep: config.batch,
      makeTrainer: () =>
        new StageTrainer<I, Losses>({
          name: `spatia.${name}`,
          parameters,
          optimizer: optimizerOf(config, epochs * stepsPerEpoch, this.#allBut(trains)),
          epochs,
          stepsPerEpoch,
          enabled: epochs * stepsPerEpoch >= COMPILED_FROM,
          batch: (place) => batch({ ...place, stepsPerEpoch }, random.fork(`epoch ${place.epoch}`)),
          objective,
        }),
    };
  }

  /** The joint loss over cells set aside; the masks are the same after every epoch. */
  async #validate(cells: Int32Array): Promise<number> {
    await startEngine();
    const { batch: size } = this.#state.config;
    const draws = this.#random.fork('validation');
    const order = localOrder(cells, this.#inputs.niches, draws.fork('order'));
    let sum = 0;
    let batches = 0;
    for (let from = 0; from < order.length; from += size, batches++) {
      const batch = await this.#inputs.joint(order, from, draws.fork(`from ${from}`), false);
      const loss = tf.tidy(() => jointLoss(this.#state, batch).loss);
      sum += (await loss.data())[0];
      tf.dispose([batch, loss]);
    }
    return sum / batches;
  }

  /** Niches in which a cell lies that is learned from. */
  #openNiches(): Int32Array {
    const { ofCell } = this.#inputs.niches!;
    return Int32Array.from(new Set(Array.from(this.#open, (cell) => ofCell[cell]))).sort();
  }

  /** Names of the parameters outside of some branches. */
  #allBut(branches: readonly string[]): string[] {
    const names = this.#state.parameters.names();
    return names.filter((name) => !branches.some((branch) => name.startsWith(`${branch}.`)));
  }
}

/** AdamW with a short warm-up and a cosine to 0 (ours); biases, gains and tokens do not decay. */
function optimizerOf(
  { learningRate, weightDecay }: SpatiaConfig,
  steps: number,
  frozen: readonly string[],
): OptimizerSpec {
  // prettier-ignore
  return {
    kind: 'adamw',
    learningRate,
    weightDecay,
    clip: 5,
    groups: [{ match: '*', maxRank: 1, weightDecay: 0 }, ...(frozen.length > 0 ? [{ match: frozen, frozen: true }] : [])], // prettier-ignore
    schedule: { kind: 'cosine', warmUp: Math.min(50, Math.floor(steps / 10)) },
  };
}
