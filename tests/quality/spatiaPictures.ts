import { datasets, drawTissue, generate, type GenerateResult, zoo } from '../../src';
import type { SpatiaOptions } from '../../src/models';
import { atLeast, type Numbers, type QualityTarget } from './target';

/** Cells of a lung tumour with the shape of each: a data set of the library. */
const LUNG = 'cycif-lung';
/** Pixels along each side of a crop, which hold the largest cells. */
const SIDE = 32;

const SPACES: Readonly<Record<'latent' | 'pixels', SpatiaOptions>> = {
  latent: { autoencoderEpochs: 20, flowEpochs: 30, unetWidth: 32 },
  pixels: { flowEpochs: 12, unetWidth: 16 },
};

/** Pictures drawn from the measured shapes, each cell alone on black, carried from epithelium to stroma. */
async function carried(space: 'latent' | 'pixels', seed: number): Promise<GenerateResult> {
  const tissue = drawTissue(await datasets.load(LUNG), { orientation: 'Orientation', features: ['ECAD', 'SMA'] });
  const model = zoo.create('spatia', {
    nicheWidth: 400,
    imageSize: SIDE,
    cropWidth: SIDE,
    blank: 'outside',
    flowBatch: 64,
    solverSteps: 10,
    ...SPACES[space],
  });
  return generate(model, tissue, {
    state: 'phenotype',
    control: 'ECAD+',
    target: 'SMA+',
    space,
    most: 300,
    seed,
    progress: false,
  });
}

function pictureNumbers(space: string, { scores }: GenerateResult): Numbers {
  return Object.fromEntries(
    scores.flatMap(({ method, scores: { w1, ks, r }, pictures }, at) => {
      const name = at === 0 ? space : method;
      const { fid, kid, psnr, ssim } = pictures!;
      const all = { W1: w1, KS: ks, r, FID: fid, KID: kid, PSNR: psnr ?? NaN, SSIM: ssim ?? NaN };
      return Object.entries(all).map(([figure, value]) => [`${name}: ${figure}`, value] as const);
    }),
  );
}

/** T25: drawn pictures, carried as latents and as pixels. FID and KID are in random convolutions, which are named. */
export const spatiaPictures: QualityTarget = {
  id: 'T25',
  model: 'spatia',
  title: 'drawn pictures of ECAD+ cells carried to SMA+, as latents and as pixels',
  data: [],
  named: [LUNG],
  seeds: [0, 1, 2],

  async run(seed) {
    const numbers: Numbers = {
      ...pictureNumbers('latent', await carried('latent', seed)),
      ...pictureNumbers('pixels', await carried('pixels', seed)),
    };
    const ahead = numbers['control unchanged: FID'] - numbers['latent: FID'];
    return { ...numbers, 'gate: latent FID below control unchanged': ahead };
  },

  own: true,
  marks: [atLeast('gate: latent FID below control unchanged', 0, 0.073)],

  card: [
    {
      what: 'Drawn pictures of ECAD+ cells carried to SMA+ (FID in random convolutions, so comparable here alone; 3 seeds)',
      value: (found) =>
        [
          `as latents FID ${found.spread('latent: FID', 3)}, KID ${found.spread('latent: KID', 4)}`,
          `as pixels ${found.spread('pixels: FID', 3)}, ${found.spread('pixels: KID', 4)}`,
          `control unchanged ${found.shown('control unchanged: FID', 3)}, ${found.shown('control unchanged: KID', 4)}`,
        ].join('; '),
    },
  ],
};
