import { type OptimizerSpec, startEngine, tf } from '../../engine';
import { truncatedSvd } from '../../prepare/components/truncatedSvd';
import { DenseMatrix } from '../../data';
import { Random } from '../../random';
import { shuffledBatches } from '../training/shuffledBatches';
import { StageTrainer } from '../training/stageTrainer';
import type { StalignConfig } from './config';
import { componentsOf, embedExpression, embedPictures, type SpotBatch } from './network';
import { stalignObjective } from './objective';
import { SpotInputs, SpotPictures } from './spotInputs';
import { CLUSTERS, clustersOf, otherClusters } from './negatives';
import type { Spots } from './spots';
import type { StalignState } from './state';

/** AdamW with a warm-up and a cosine, and a decay that rises along one; none on vectors (the authors' code). */
function optimizerOf(config: StalignConfig, steps: number): OptimizerSpec {
  const { learningRate, warmUp, weightDecay: from, weightDecayEnd: to } = config;
  return {
    kind: 'adamw',
    learningRate,
    weightDecay: { kind: 'cosine', from, to },
    groups: [{ match: '*', maxRank: 1, weightDecay: 0 }],
    schedule: { kind: 'cosine', warmUp: Math.round(warmUp * steps), to: Math.min(1e-6, learningRate) },
  };
}

type Terms = { loss: tf.Scalar; spot: tf.Scalar; niche: tf.Scalar; across: tf.Scalar };

/** Validation spots that are told apart from each other at once, at most (ours). */
const VALIDATED = 256;

/** Who takes part in a training, by number. */
export interface AlignmentRoles {
  readonly trained: Int32Array;
  readonly validation: Int32Array;
}

/** The pictures of a training and what the network is given of it, read at the first step and closed with the trainer. */
class Reading {
  #pictures: Promise<SpotPictures> | undefined;
  #inputs: SpotInputs | undefined;
  #validation: SpotInputs | undefined;
  #clusters: Int32Array | undefined;

  constructor(
    readonly state: StalignState,
    readonly spots: Spots,
    readonly roles: AlignmentRoles,
    readonly signal: AbortSignal | undefined,
    readonly say: (notices: readonly string[]) => void,
  ) {}

  async inputs(): Promise<SpotInputs> {
    if (this.#inputs) return this.#inputs;
    const { state, spots, roles } = this;
    const rows = Int32Array.from([...roles.trained, ...roles.validation]).sort();
    this.#pictures ??= SpotPictures.read(spots, state, rows, this.signal);
    const pictures = await this.#pictures;
    this.say(pictures.notices);
    return (this.#inputs = new SpotInputs(state, spots, pictures, roles.trained));
  }

  /** Validation spots among the trained ones. */
  async validation(): Promise<SpotInputs> {
    const inputs = await this.inputs();
    const rows = Int32Array.from([...this.roles.trained, ...this.roles.validation]).sort();
    return (this.#validation ??= new SpotInputs(this.state, this.spots, await this.#pictures!, rows, inputs.moments()));
  }

  /** The cluster of each trained spot in its section, found in principal components once. */
  async clusters(): Promise<Int32Array> {
    return (this.#clusters ??= await clustersOf(await this.inputs(), this.state.config.seed));
  }

  close(): void {
    void this.#pictures?.then((pictures) => pictures.close()).catch(() => undefined);
    this.#pictures = this.#inputs = this.#validation = undefined;
  }
}

/** A stage trainer that closes what it reads from. */
class AlignmentTrainer extends StageTrainer<SpotBatch, Terms> {
  constructor(
    readonly reading: Reading,
    options: ConstructorParameters<typeof StageTrainer<SpotBatch, Terms>>[0],
  ) {
    super(options);
  }

  override dispose(): void {
    super.dispose();
    this.reading.close();
  }
}

/** Compiling the step takes as long as a hundred of them (ours): a run this short is done sooner without. */
const FEW_STEPS = 48;

/** The one stage: pictures and genes of spots, of niches, and fused spots with fused niches, all at once. */
export function alignmentStage(
  state: StalignState,
  spots: Spots,
  roles: AlignmentRoles,
  epochs: number,
  { signal, say }: { signal?: AbortSignal | undefined; say: (notices: readonly string[]) => void },
) {
  const { config, parameters } = state;
  const { trained } = roles;
  const size = Math.min(config.batch, trained.length);
  const stepsPerEpoch = Math.ceil(trained.length / size);
  const random = new Random(config.seed).fork('training');
  const reading = new Reading(state, spots, roles, signal, say);
  const measure = async (): Promise<void> => setMoments(state, await reading.inputs());
  return {
    name: 'alignment',
    epochs,
    stepsPerEpoch,
    cellsPerStep: size,
    makeTrainer: () =>
      new AlignmentTrainer(reading, {
        name: 'stalign.alignment',
        enabled: epochs * stepsPerEpoch > FEW_STEPS,
        parameters,
        optimizer: optimizerOf(config, epochs * stepsPerEpoch),
        epochs,
        stepsPerEpoch,
        batch: async ({ step, epoch }) => {
          const order = shuffledBatches(trained.length, size, random.fork(`epoch ${epoch}`));
          const rows = order[step % stepsPerEpoch]!.map((at) => trained[at]!);
          const batch = (await reading.inputs()).batch(rows, {}, { seed: random.seed, step });
          if (config.negatives === 'batch') return batch;
          const chosen = otherClusters(rows, spots.section, await reading.clusters(), random.fork(`negatives ${step}`));
          return { ...batch, negatives: tf.tensor2d(chosen, [rows.length, CLUSTERS - 1], 'int32') };
        },
        objective: (batch) => terms(state, batch, true),
        start: async () => {
          await measure();
          await setComponents(state, await reading.inputs());
        },
        resume: async (fresh) => {
          await measure();
          if (fresh.includes('components')) await setComponents(state, await reading.inputs());
        },
      }),
    ...(roles.validation.length > 1 && { validate: () => validationError(state, roles.validation, reading) }),
  };
}

function terms({ parameters, config }: StalignState, batch: SpotBatch, training: boolean): Terms {
  const embeddings = {
    ...embedPictures(parameters, config, batch, training),
    ...embedExpression(parameters, config, batch),
  };
  const { loss, spot, niche, across } = stalignObjective(
    parameters.at('loss'),
    config,
    config,
    embeddings,
    batch.negatives,
  );
  return { loss, spot, niche, across };
}

/** The loss of the validation spots, told apart from each other; nothing is drawn. */
async function validationError(state: StalignState, rows: Int32Array, reading: Reading): Promise<number> {
  await startEngine();
  const inputs = await reading.validation();
  let error = 0;
  const parts = Math.ceil(rows.length / VALIDATED);
  for (let part = 0; part < parts; part++) {
    const own = rows.filter((_, at) => at % parts === part);
    const batch = inputs.batch(own, {});
    const loss = tf.tidy(() => terms(state, batch, false).loss);
    error += ((await loss.data())[0]! * own.length) / rows.length;
    tf.dispose([batch, loss]);
  }
  return error;
}

function setMoments({ parameters }: StalignState, inputs: SpotInputs): void {
  const { spot, niche, means } = inputs.moments();
  parameters.set('moments.spot', spot);
  parameters.set('moments.niche', niche);
  parameters.set('means', means);
}

/** Principal components of the trained spots' expression, the first of which has deviation 1 among them (ours). */
async function setComponents({ parameters, config, features }: StalignState, inputs: SpotInputs): Promise<void> {
  if (!parameters.has('components')) return;
  const genes = features.length;
  const { rows } = inputs;
  const x = DenseMatrix.zeros(rows.length, genes);
  rows.forEach((row, i) => x.row(i).set(inputs.expression(row)));
  const count = componentsOf(config, genes);
  const found = Math.min(count, rows.length);
  const { components, singular } = await truncatedSvd('stalign.fit', x, { count: found, seed: config.seed }, {});
  const scale = Math.sqrt(rows.length) / (singular[0]! || 1);
  const values = new Float32Array(genes * count);
  for (let k = 0; k < found; k++) {
    for (let j = 0; j < genes; j++) values[j * count + k] = scale * components[k * genes + j]!;
  }
  parameters.set('components', values);
}
