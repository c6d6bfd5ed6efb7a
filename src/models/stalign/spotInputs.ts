import type { DenseMatrix } from '../../data';
import { CropStore } from '../../data';
import { drawKey, tf } from '../../engine';
import { nicheMembers } from './niche';
import { groupRows } from '../../neighbors';
import { featureMoments } from '../training/featureMoments';
import type { SpotBatch } from './network';
import type { Spots } from './spots';
import type { StalignState } from './state';

/** A section with fewer spots than this has no statistics of its own (ours). */
const FEWEST = 10;

/** Statistics of the training data, for sections with few spots. */
export interface TrainingMoments {
  /** Of pictures by level: means, then deviations [2, channels]. */
  readonly spot: Float32Array;
  readonly niche: Float32Array;
  /** Mean of each gene [genes]. */
  readonly means: Float32Array;
}

/** The crops of one tissue, whose first spot is number `from`. */
interface Stores {
  readonly from: number;
  readonly spot: CropStore;
  readonly niche: CropStore | undefined;
}

/** The crops of some spots, spot and niche pictures apart, from all tissues. */
export class SpotPictures {
  readonly notices: readonly string[];
  readonly #stores: readonly Stores[];

  private constructor(stores: readonly Stores[]) {
    this.#stores = stores;
    this.notices = [...new Set(stores.flatMap(({ spot }) => spot.notices))];
  }

  /** Reads the crops of some spots once. @throws TissuebookError as CropStore.read */
  static async read(spots: Spots, state: StalignState, rows: Int32Array, signal?: AbortSignal): Promise<SpotPictures> {
    const stores = [];
    for (const { cells, image, from } of spots.parts) {
      const own = rows.filter((row) => row >= from && row < from + cells.nObs).map((row) => row - from);
      const options = { side: state.config.side, unit: 'positions', channels: state.channels, padding: 'mean', rows: own, ...(signal && { signal }) } as const; // prettier-ignore
      const spot = await CropStore.read(image, cells, { ...options, width: state.spotWidth });
      const niche = state.nicheImage
        ? undefined
        : await CropStore.read(image, cells, { ...options, width: state.nicheWidth });
      stores.push({ from, spot, niche });
    }
    return new SpotPictures(stores);
  }

  /** Bytes of some spots' crops [rows, side, side, channels]. */
  rows(level: 'spot' | 'niche', rows: ArrayLike<number>): Uint8Array {
    const list = Array.from(rows);
    const parts = list.map((row) => {
      let at = this.#stores.length - 1;
      while (this.#stores[at]!.from > row) at--;
      const store = this.#stores[at]!;
      return store[level]!.rows([row - store.from]);
    });
    const size = parts[0]?.length ?? 0;
    const out = new Uint8Array(size * list.length);
    parts.forEach((part, i) => out.set(part, i * size));
    return out;
  }

  close(): void {
    for (const { spot, niche } of this.#stores) {
      spot.close();
      niche?.close();
    }
  }
}

/**
 * What the network is given of spots among some: the others are in no niche and no statistic. Expression is centered and pictures are
 * standardized section by section, or by the training data.
 */
export class SpotInputs {
  readonly spots: Spots;
  readonly rows: Int32Array;
  /** In sentences. */
  readonly notices: string[] = [];
  readonly #state: StalignState;
  readonly #pictures: SpotPictures;
  readonly #members: Int32Array;
  readonly #place: Int32Array;
  readonly #moments: Record<'spot' | 'niche', Map<number, Float32Array>>;
  readonly #means = new Map<number, Float32Array>();

  /**
   * @param rows the spots that take part
   * @param training absent in training itself, where the statistics are those of these rows
   */
  constructor(state: StalignState, spots: Spots, pictures: SpotPictures, rows: Int32Array, training?: TrainingMoments) {
    this.#state = state;
    this.spots = spots;
    this.rows = rows;
    this.#pictures = pictures;
    this.#place = new Int32Array(spots.count).fill(-1);
    rows.forEach((row, at) => (this.#place[row] = at));
    const { neighbors, standardize } = state.config;
    const groups = rows.map((row) => spots.section[row]!);
    this.#members = nichesByPlace(spots.points.takeRows(rows), groups, neighbors);
    const bySection = groupRows(spots.section, rows);
    const poor = [...bySection.values()].filter((own) => own.length < FEWEST).length;
    const common = training ?? this.#own();
    if (poor > 0 && standardize === 'section' && training) {
      this.notices.push(`${poor} of ${bySection.size} sections have fewer than ${FEWEST} spots: brought to the scale of the training data.`); // prettier-ignore
    }
    this.#moments = { spot: new Map(), niche: new Map() };
    for (const [section, own] of bySection) {
      const alone = standardize === 'section' && own.length >= FEWEST;
      for (const level of ['spot', 'niche'] as const) {
        if (level === 'niche' && state.nicheImage) continue;
        this.#moments[level].set(section, alone ? this.#pictureMoments(level, own) : common[level]);
      }
      if (spots.x) this.#means.set(section, alone ? featureMoments(spots.x, own).mean : common.means);
    }
  }

  /** Statistics of all rows, as a trained model keeps them. */
  moments(): TrainingMoments {
    return this.#own();
  }

  /** Centered expression of a spot [features]. */
  expression(row: number): Float32Array {
    const mean = this.#means.get(this.spots.section[row]!)!;
    return Float32Array.from(this.spots.x!.row(row), (value, j) => value - mean[j]!);
  }

  /** The tensors of some spots, to be freed by the caller. @param draw seed and step of a training step */
  batch(
    rows: Int32Array,
    ask: { pictures?: boolean; expression?: boolean },
    draw?: { seed: number; step: number },
  ): SpotBatch {
    return {
      ...(ask.pictures !== false && this.#pictureTensors(rows)),
      ...(ask.expression !== false && this.#geneTensors(rows)),
      ...(draw && { key: drawKey(draw.seed, draw.step) }),
    };
  }

  #pictureTensors(rows: Int32Array): SpotBatch {
    const spotPicture = this.#pictureTensor('spot', rows);
    const { nicheImage } = this.spots;
    if (this.#state.nicheImage) return { spotPicture, nicheVectors: tensorOf(nicheImage!.takeRows(rows)) };
    return { spotPicture, nichePicture: this.#pictureTensor('niche', rows) };
  }

  #pictureTensor(level: 'spot' | 'niche', rows: Int32Array): tf.Tensor4D {
    const { side } = this.#state.config;
    const channels = this.#state.channels.length;
    const bytes = this.#pictures.rows(level, rows);
    const values = new Float32Array(bytes.length);
    const size = side * side * channels;
    rows.forEach((row, i) => {
      const moments = this.#moments[level].get(this.spots.section[row]!)!;
      for (let e = i * size; e < (i + 1) * size; e++) {
        const c = e % channels;
        values[e] = (bytes[e]! - moments[c]!) / moments[channels + c]!;
      }
    });
    return tf.tensor4d(values, [rows.length, side, side, channels]);
  }

  #geneTensors(rows: Int32Array): SpotBatch {
    const genes = this.spots.features.length;
    const spot = new Float32Array(rows.length * genes);
    const niche = new Float32Array(rows.length * genes);
    const { neighbors } = this.#state.config;
    rows.forEach((row, i) => {
      spot.set(this.expression(row), i * genes);
      const place = this.#place[row]!;
      const found = this.#members.subarray(place * neighbors, (place + 1) * neighbors).filter((member) => member >= 0);
      // A spot without any other is its own niche.
      const members = found.length > 0 ? Array.from(found, (member) => this.rows[member]!) : [row];
      for (const member of members) {
        this.expression(member).forEach((value, j) => (niche[i * genes + j]! += value / members.length));
      }
    });
    const vectors = this.spots.spotGene;
    return {
      ...(vectors
        ? { spotVectors: tensorOf(vectors.takeRows(rows)) }
        : { spotExpression: tf.tensor2d(spot, [rows.length, genes]) }),
      nicheExpression: tf.tensor2d(niche, [rows.length, genes]),
    };
  }

  #own(): TrainingMoments {
    const { rows, spots } = this;
    return {
      spot: this.#pictureMoments('spot', rows),
      niche: this.#state.nicheImage
        ? new Float32Array(2 * this.#state.channels.length)
        : this.#pictureMoments('niche', rows),
      means: spots.x ? featureMoments(spots.x, rows).mean : new Float32Array(spots.features.length),
    };
  }

  /** Means and deviations of the channels over all pixels of some spots' crops. */
  #pictureMoments(level: 'spot' | 'niche', rows: Int32Array): Float32Array {
    const channels = this.#state.channels.length;
    const [sums, squares] = [new Float64Array(channels), new Float64Array(channels)];
    let pixels = 0;
    for (const row of rows) {
      const bytes = this.#pictures.rows(level, [row]);
      pixels += bytes.length / channels;
      for (let e = 0; e < bytes.length; e++) {
        sums[e % channels]! += bytes[e]!;
        squares[e % channels]! += bytes[e]! ** 2;
      }
    }
    const out = new Float32Array(2 * channels);
    for (let c = 0; c < channels; c++) {
      const mean = sums[c]! / pixels;
      out[c] = mean;
      // One step of a byte where a channel does not vary.
      out[channels + c] = Math.max(1, Math.sqrt(Math.max(0, squares[c]! / pixels - mean * mean)));
    }
    return out;
  }
}

function tensorOf({ rows, columns, values }: DenseMatrix): tf.Tensor2D {
  return tf.tensor2d(Float32Array.from(values), [rows, columns]);
}

/**
 * Niches as nicheMembers() has them, but of equal distances the spot further up and left comes first: on a grid many are equal, and the
 * order of the rows shall not matter.
 *
 * @returns places among the rows [rows, k]
 */
function nichesByPlace(points: DenseMatrix, groups: Int32Array, k: number): Int32Array {
  const order = Int32Array.from({ length: points.rows }, (_, i) => i);
  order.sort((a, b) => points.get(a, 1) - points.get(b, 1) || points.get(a, 0) - points.get(b, 0) || a - b);
  const sorted = nicheMembers(Float64Array.from(points.takeRows(order).values), k, {
    groups: order.map((at) => groups[at]!),
  });
  const members = new Int32Array(sorted.length);
  order.forEach((at, place) => {
    for (let n = 0; n < k; n++) {
      const member = sorted[place * k + n]!;
      members[at * k + n] = member < 0 ? -1 : order[member]!;
    }
  });
  return members;
}
