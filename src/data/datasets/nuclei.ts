import { AnnData } from '../annData';
import { DenseMatrix } from '../denseMatrix';
import { ImageSource } from '../images/source/imageSource';
import { readImage } from '../images/readImage';
import type { TissueImage } from '../images/tissueImage';
import { Table } from '../table';
import { DatasetCard } from './card';
import type { CellsWithImage, PictureEntry } from './entry';

/** Real nuclei with the outline of each: an image and its instance mask. */
export const nuclei: PictureEntry = {
  card: new DatasetCard({
    name: 'nuclei',
    title: 'a fluorescence image of nuclei, with an instance mask',
    technology: 'fluorescence microscopy, one channel; nuclei outlined by experts for the Data Science Bowl 2018',
    contents:
      '512 x 512 pixels with 125 nuclei (boxes up to 39 pixels). cells: a nucleus a row, no features; obs: label (its number in ' +
      "the mask), area in pixels, mean_intensity; obsm['spatial'] [125, 2] its middle in pixels. image: an ImageSource with the " +
      'mask as labels, so that crops can blank what is outside of a nucleus. Nothing else was measured; the size of a pixel is not stated.',
    values: 'whole numbers from 0 to 235 in a file of 16 bits: ask for crops with range: [0, 255].',
    license:
      'BSD-3-Clause (the license of stardist, which distributes it); of the data (Data Science Bowl 2018): not stated',
    citation:
      'Caicedo et al., Nucleus segmentation across imaging experiments: the 2018 Data Science Bowl, Nature Methods 16, ' +
      '1247-1253, 2019, doi:10.1038/s41592-019-0612-7; Schmidt et al., Cell Detection with Star-Convex Polygons, MICCAI 2018, ' +
      'doi:10.1007/978-3-030-00934-2_30',
    source: 'the Python package stardist 0.9.2, fetched with pip',
    downloadBytes: 3_071_290,
  }),
  wheel: {
    requirement: 'stardist==0.9.2',
    sha256: '2316c0feb7bd5621e7a277cb3868df475c338943c591925c420ee3622c42f023',
    platform: 'manylinux_2_28_x86_64',
  },
  files: [
    {
      member: 'stardist/data/images/img2d.tif',
      sha256: 'f9ccc1571b92c861ff87e28463068b43f61bd47357ed0503f711e5cd1eb97750',
      bytes: 524_544,
    },
    {
      member: 'stardist/data/images/mask2d.tif',
      sha256: '59ad5e820b7982ca9d13e946fa6e7f64e2714899e00a2ae6c69aa79aad53d46f',
      bytes: 524_544,
    },
  ],
  open,
};

async function open([imagePath, maskPath]: readonly string[]): Promise<CellsWithImage> {
  const image = await readImage(imagePath!);
  const labels = await readImage(maskPath!);
  const cells = await measureNuclei(image, labels);
  return { cells, image: new ImageSource({ image, labels }, { unit: 'pixels', label: 'label' }) };
}

/** A row for each number in the mask, in the order of the numbers. */
async function measureNuclei(image: TissueImage, labels: TissueImage): Promise<AnnData> {
  const { width, height } = image;
  const [{ values: gray }, { values: mask }] = await Promise.all(
    [image, labels].map((one) => one.region({ x: 0, y: 0, width, height })),
  );
  const sums = new Map<number, { area: number; x: number; y: number; intensity: number }>();
  mask.forEach((label, at) => {
    if (label === 0) return;
    const sum = sums.get(label) ?? { area: 0, x: 0, y: 0, intensity: 0 };
    sum.area += 1;
    sum.x += (at % width) + 0.5;
    sum.y += Math.floor(at / width) + 0.5;
    sum.intensity += gray[at]!;
    sums.set(label, sum);
  });
  const found = [...sums].sort(([a], [b]) => a - b);
  return new AnnData({
    obs: new Table(
      found.map(([label]) => `nucleus-${label}`),
      [
        ['label', found.map(([label]) => label)],
        ['area', found.map(([, { area }]) => area)],
        ['mean_intensity', found.map(([, { area, intensity }]) => intensity / area)],
      ],
    ),
    var: new Table([]),
    obsm: [['spatial', DenseMatrix.fromRows(found.map(([, { area, x, y }]) => [x / area, y / area]))]],
    uns: new Map([['spatial_unit', 'pixels']]),
  });
}
