import { datasets, zoo } from '../../src';
import type { CellsWithImage } from '../../src/data';
import { pearson, peakSignalToNoise, structuralSimilarity } from '../../src/metrics';
import type { Reconstruction } from '../../src/models';
import { meanOf } from './numbers';
import { atMost, type Measured, type Numbers, type QualityTarget } from './target';

/** A fluorescence image of 125 nuclei with their outlines: a data set of the library. */
const NUCLEI = 'nuclei';

/** Pixels along each side of a crop. */
const SIDE = 32;
/** Nuclei to the right of it are held out. */
const BORDER = 390;
/** Standard deviation of the Gaussian that fills hidden pixels from the shown ones, in pixels. */
const SIGMA = 3;

/** Every hidden pixel as the mean of the shown ones, weighed by a Gaussian. */
function gaussianFill({ size, truth, hidden }: Reconstruction): Float32Array {
  const reach = 4 * SIGMA;
  return truth.map((value, at) => {
    if (!hidden[at]) return value;
    const [cell, place] = [Math.floor(at / (size * size)), at % (size * size)];
    const [row, column] = [Math.floor(place / size), place % size];
    let [sum, weight] = [0, 0];
    for (let y = Math.max(0, row - reach); y <= Math.min(size - 1, row + reach); y++) {
      for (let x = Math.max(0, column - reach); x <= Math.min(size - 1, column + reach); x++) {
        const other = cell * size * size + y * size + x;
        if (hidden[other]) continue;
        const share = Math.exp(-((y - row) ** 2 + (x - column) ** 2) / (2 * SIGMA ** 2));
        sum += share * truth[other];
        weight += share;
      }
    }
    return weight > 0 ? sum / weight : 0;
  });
}

/** 1 for pixels of the nucleus itself [cells, size, size]: what stays the same whatever blanked pixels become. */
async function insideNuclei({ cells, image }: CellsWithImage): Promise<Uint8Array> {
  const asked = { side: SIDE, width: SIDE, unit: 'pixels', blank: 'outside' } as const;
  const [black, white] = await Promise.all((['black', 'white'] as const).map((background) => image.batch(cells, { ...asked, background }))); // prettier-ignore
  return Uint8Array.from(black.values, (value, at) => (value === white.values[at] ? 1 : 0));
}

/** @param inside 1 for pixels of the nucleus */
function pictureNumbers(
  name: string,
  filled: Float32Array,
  { size, truth, hidden }: Reconstruction,
  inside: Uint8Array,
): Numbers {
  const error = (counts: (at: number) => number): number => {
    let [squares, count] = [0, 0];
    hidden.forEach((one, at) => {
      squares += one * counts(at) * (filled[at] - truth[at]) ** 2;
      count += one * counts(at);
    });
    return squares / count;
  };
  const within = [...hidden.keys()].filter((at) => hidden[at] && inside[at]);
  const pixels = size * size;
  const pairs = Array.from({ length: truth.length / pixels }, (_, cell) => {
    const of = (values: Float32Array) => ({
      height: size,
      width: size,
      channels: 1,
      values: values.subarray(cell * pixels, (cell + 1) * pixels).map((value) => Math.min(1, Math.max(0, value))),
    });
    return [of(truth), of(filled)] as const;
  });
  return {
    [`${name}: masked MSE`]: error(() => 1),
    [`${name}: MSE inside`]: error((at) => inside[at]),
    [`${name}: MSE outside`]: error((at) => 1 - inside[at]),
    [`${name}: r inside`]: pearson(within.map((at) => truth[at]), within.map((at) => filled[at])), // prettier-ignore
    [`${name}: PSNR`]: meanOf(pairs.map(([a, b]) => peakSignalToNoise(a, b))),
    [`${name}: SSIM`]: meanOf(pairs.map(([a, b]) => structuralSimilarity(a, b))),
  };
}

/** T21: three quarters of the patches of unseen nuclei, filled in. */
export const spatiaNuclei: QualityTarget = {
  id: 'T21',
  model: 'spatia',
  title: 'hidden patches of unseen nuclei, 300 epochs',
  data: [],
  named: [NUCLEI],
  seeds: [0, 1, 2],

  async run(seed) {
    const { cells, image } = await datasets.loadWithImage(NUCLEI);
    const x = cells.obsm.get('spatial')!.column(0);
    const of = (keep: (x: number) => boolean) =>
      cells.subset({ obs: Int32Array.from(x.keys()).filter((i) => keep(x[i])) });
    const model = zoo.create('spatia', {
      preset: 'tiny',
      levels: 'cell',
      imageSize: SIDE,
      patch: 4,
      decoderWidth: 64,
      cropWidth: SIDE,
      blank: 'neighbors',
      standardize: false,
      epochs: 300,
      seed,
    });
    await model.fit({ cells: of((at) => at <= BORDER), image }, { write: false, progress: false });
    const unseen = { cells: of((at) => at > BORDER), image };
    const found = await model.fillImages(unseen, { seed });
    const inside = await insideNuclei(unseen);
    return {
      ...pictureNumbers('spatia', found.filled, found, inside),
      ...pictureNumbers('Gaussian fill', gaussianFill(found), found, inside),
    };
  },

  marks: [atMost('spatia: masked MSE', 0.0062, 0.0051)],

  card: [
    {
      what: 'Hidden patches (75%) of unseen nuclei filled in, 97 nuclei to learn from (mean of 3 seeds)',
      value: (found: Measured) =>
        `masked MSE ${found.spread('spatia: masked MSE', 4)}, PSNR ${found.spread('spatia: PSNR', 1)}, SSIM ${found.spread('spatia: SSIM')}`,
    },
    {
      what: 'The same by a Gaussian of 3 pixels over the shown ones',
      value: (found: Measured) =>
        `masked MSE ${found.shown('Gaussian fill: masked MSE', 4)}, PSNR ${found.shown('Gaussian fill: PSNR', 1)}, SSIM ${found.shown('Gaussian fill: SSIM')}`,
    },
  ],
};
