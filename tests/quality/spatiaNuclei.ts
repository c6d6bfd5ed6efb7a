import { datasets, zoo } from '../../src';
import { peakSignalToNoise, structuralSimilarity } from '../../src/metrics';
import type { Reconstruction } from '../../src/models';
import { meanOf } from './numbers';
import { atMost, type Measured, type Numbers, type QualityTarget } from './target';

/** A fluorescence image of 125 nuclei with their outlines: a data set of the library. */
const NUCLEI = 'nuclei';

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

function pictureNumbers(name: string, filled: Float32Array, { size, truth, hidden }: Reconstruction): Numbers {
  let [squares, count] = [0, 0];
  hidden.forEach((one, at) => {
    squares += one * (filled[at] - truth[at]) ** 2;
    count += one;
  });
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
    [`${name}: masked MSE`]: squares / count,
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
      imageSize: 32,
      patch: 4,
      decoderWidth: 64,
      cropWidth: 32,
      blank: 'neighbors',
      standardize: false,
      epochs: 300,
      seed,
    });
    await model.fit({ cells: of((at) => at <= BORDER), image }, { write: false, progress: false });
    const found = await model.fillImages({ cells: of((at) => at > BORDER), image }, { seed });
    return {
      ...pictureNumbers('spatia', found.filled, found),
      ...pictureNumbers('Gaussian fill', gaussianFill(found), found),
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
