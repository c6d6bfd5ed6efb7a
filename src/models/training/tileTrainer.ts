import type { Parameters, Peers, Random, StepPlace, tf } from '../../engine';
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
  readonly step: Omit<StepPlan<Tensors, Tensors & { loss: tf.Scalar }>, 'objective' | 'after' | 'shared'>;
  /** Where several processes train the network together, each a share of the cells of every batch. */
  readonly peers?: Peers | undefined;
}

/**
 * Trains a network on tiles of tissue. At the start of an epoch it draws what is masked and deals the tiles to the batches; every
 * batch is padded to a shape that only grows. What an epoch draws depends on the seed and its number alone, so that a run can be
 * taken up at any epoch. A model says what it masks, what a batch holds and what its loss is.
 *
 * Processes that train it together draw the same batches; each takes a share of the cells of each, and what they add up is the batch.
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
  readonly #runner: StepRunner<Tensors, Tensors & { loss: tf.Scalar }>;

  constructor(plan: TilePlan) {
    this.#plan = plan;
    this.cells = plan.cells;
    this.random = plan.random;
    this.weights = plan.weights;
    this.draws = plan.random;
    const { peers } = plan;
    this.#runner = new StepRunner<Tensors, Tensors & { loss: tf.Scalar }>({
      ...plan.step,
      objective: (batch) => this.objective(batch as I),
      after: (batch, outputs) => this.afterStep(batch as I, outputs as O),
      ...(peers && {
        shared: { peers, objective: (share) => this.shareObjective(share), after: (sums) => this.afterShares(sums) },
      }),
    });
  }

  /** The processes that train it together; undefined for one alone. */
  protected get peers(): Peers | undefined {
    return this.#plan.peers;
  }

  get optimizer(): Parameters {
    return this.#runner.state;
  }

  get memory(): Readonly<Record<string, number>> | undefined {
    return this.shape && this.peers ? { ...this.shape, ranks: this.peers.size } : this.shape;
  }

  recall(memory: unknown): void {
    // A share is smaller than a batch; another number of processes begins with shapes of its own.
    const { ranks = 1 } = (memory ?? {}) as { ranks?: unknown };
    if (ranks === (this.peers?.size ?? 1)) this.shape = readShape(memory, this.shapeLimits()) ?? this.shape;
  }

  abstract start(): Promise<void> | void;

  async step({ step, epoch }: StepPlace): Promise<Record<string, number>> {
    const place = step % this.#plan.stepsPerEpoch;
    if (place === 0) this.startEpoch(epoch);
    const cells = this.#open(place);
    return this.#runner.run(step, this.peers ? await this.makeShare(cells, this.peers) : this.makeBatch(cells));
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
  /** Puts this process's share of some cells on the device, padded to `shape`, which may grow. */
  protected abstract makeShare(cells: Int32Array, peers: Peers): Promise<Tensors> | Tensors;
  /** The part of the loss, and of what else is summed, for a share: the parts of all add up to those of the batch. */
  protected abstract shareObjective(share: Tensors): Tensors & { loss: tf.Scalar };
  /** In place of afterStep(). @param _sums of what shareObjective() gave, over all shares */
  protected afterShares(_sums: Tensors): void {}
  /** A shape that holds the batches of the first epoch, or their shares. */
  protected abstract firstShape(): PaddedShape<A>;
  protected abstract shapeLimits(): ShapeLimits<A>;
}
