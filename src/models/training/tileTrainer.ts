import type { Parameters, Random, StepPlace, tf } from '../../engine';
import { type PaddedShape, readShape, type ShapeLimits } from './paddedShape';
import { type CellPositions, dealTiles, drawTiles } from './tiles';
import { StepRunner, type StepPlan, type Trainer } from './trainer';
import type { CellWeights } from './watch/cellWeights';

type Tensors = Record<string, tf.Tensor>;

/** A batch of fewer cells that count is passed over (ours): it has no pairs. */
const FEWEST_CELLS = 2;

/** What a training on tiles of tissue is made from. */
export interface TilePlan {
  readonly positions: CellPositions;
  /** The cells trained on. */
  readonly cells: Int32Array;
  /** Cells of a tile; a batch holds several. */
  readonly tileSize: number;
  readonly stepsPerEpoch: number;
  readonly random: Random;
  /** How much cells count from now on. */
  readonly weights: CellWeights;
  readonly step: Omit<StepPlan<Tensors, Tensors & { loss: tf.Scalar }>, 'objective' | 'after'>;
}

/**
 * Trains a network on tiles of tissue. At the start of an epoch it draws what is masked and deals the tiles to the batches; every
 * batch is padded to a shape that only grows. What an epoch draws depends on the seed and its number alone, so that a run can be
 * taken up at any epoch. A model says what it masks, what a batch holds and what its loss is.
 */
export abstract class TileTrainer<
  I extends Tensors,
  O extends Tensors & { loss: tf.Scalar },
  A extends string,
> implements Trainer {
  protected readonly cells: Int32Array;
  protected readonly random: Random;
  protected readonly weights: CellWeights;
  /** What the epoch under way draws from. */
  protected draws: Random;
  /** Cells of each batch of the epoch. */
  protected batches: readonly Int32Array[] = [];
  /** What batches are padded to. */
  protected shape: PaddedShape<A> | undefined;
  readonly #plan: TilePlan;
  readonly #runner: StepRunner<I, O>;

  constructor(plan: TilePlan) {
    this.#plan = plan;
    this.cells = plan.cells;
    this.random = plan.random;
    this.weights = plan.weights;
    this.draws = plan.random;
    this.#runner = new StepRunner<I, O>({
      ...plan.step,
      objective: (batch) => this.objective(batch),
      after: (batch, outputs) => this.afterStep(batch, outputs),
    });
  }

  get optimizer(): Parameters {
    return this.#runner.state;
  }

  get memory(): PaddedShape<A> | undefined {
    return this.shape;
  }

  recall(memory: unknown): void {
    this.shape = readShape(memory, this.shapeLimits()) ?? this.shape;
  }

  abstract start(): Promise<void> | void;

  async step({ step, epoch }: StepPlace): Promise<Record<string, number>> {
    const place = step % this.#plan.stepsPerEpoch;
    if (place === 0) this.startEpoch(epoch);
    return this.#runner.run(step, this.makeBatch(this.#open(place)));
  }

  /** Cells of a batch that still count; of a later batch, where those of this one are taken out. */
  #open(place: number): Int32Array {
    const { batches } = this;
    for (let on = 0; on < batches.length; on++) {
      const cells = this.weights.open(batches[(place + on) % batches.length]!);
      if (cells.length >= FEWEST_CELLS) return cells;
    }
    return batches[place]!;
  }

  dispose(): void {
    this.#runner.dispose();
  }

  /** Draws masks and batches of an epoch. */
  protected startEpoch(epoch: number): void {
    const { positions, tileSize, stepsPerEpoch } = this.#plan;
    this.draws = this.random.fork(`epoch ${epoch}`);
    this.drawMasks(epoch);
    const tiles = drawTiles(positions, this.cells, tileSize, this.draws);
    this.batches = dealTiles(
      tiles.map((places) => places.map((at) => this.cells[at]!)),
      stepsPerEpoch,
    );
    this.shape ??= this.firstShape();
  }

  /** Draws from `draws` which cells the epoch hides. */
  protected abstract drawMasks(epoch: number): void;
  /** Puts some cells on the device, padded to `shape`, which may grow. */
  protected abstract makeBatch(cells: Int32Array): I;
  protected abstract objective(batch: I): O;
  /** Changes state that is no matter of gradients, at the end of a step. */
  protected afterStep(_batch: I, _outputs: O): void {}
  /** A shape that holds the batches of the first epoch. */
  protected abstract firstShape(): PaddedShape<A>;
  protected abstract shapeLimits(): ShapeLimits<A>;
}
