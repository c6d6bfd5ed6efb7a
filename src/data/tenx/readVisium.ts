import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { TissuebookError } from '../../errors';
import { checkOptions, flag, text } from '../../options';
import type { AnnData } from '../annData';
import type { NumericColumn } from '../column';
import { DenseMatrix } from '../denseMatrix';
import { rowsByName } from '../rowsByName';
import type { Table } from '../table';
import { numericArray, type Uns } from '../uns';
import { readImage } from '../images/readImage';
import { findFile } from './findFile';
import { requireFolder } from './folder';
import { read10xH5 } from './read10xH5';
import { read10xMtx } from './read10xMtx';
import { readJson } from './readJson';
import { POSITION_COLUMNS, readPositions } from './visiumPositions';

export interface ReadVisiumOptions {
  /** The file or folder of counts. filtered_feature_bc_matrix.h5, the one that ends so, or the folder of that name. */
  countFile?: string;
  /** Only spots under tissue. true; the usual file of counts has no others. */
  inTissue?: boolean;
  /** The name of the section in uns['spatial']. The name of the folder. */
  library?: string;
  /** Whether the small images of the section are read, where there are any. true; they take some 50 MB. */
  images?: boolean;
}

const SCALE_FACTORS = [
  'spot_diameter_fullres',
  'tissue_hires_scalef',
  'fiducial_diameter_fullres',
  'tissue_lowres_scalef',
];

/**
 * Reads the folder that Space Ranger writes for a Visium section: counts, positions, scale factors and images. As
 * squidpy.read.visium: obs in_tissue, array_row and array_col, obsm['spatial'] [spots, 2] x and y in pixels of the full
 * image, and in uns['spatial'][library] scale factors and images, with values from 0 to 1: tissue_hires_image.png and
 * tissue_lowres_image.png.
 *
 * @throws TissuebookError 'file-not-found' (no such folder, a file that is missing), 'corrupt', and as read10xH5
 */
export async function readVisium(folder: string, options: ReadVisiumOptions = {}): Promise<AnnData> {
  checkOptions('readVisium', options, { countFile: text, inTissue: flag, library: text, images: flag });
  const { inTissue = true, library = basename(resolve(folder)), images = true } = options;
  const counts = await readSpotCounts(folder, options.countFile);
  const positions = await readPositions(folder);
  const row = rowsByName(positions.index);
  const rows = counts.obs.index.map((barcode) => {
    const found = row.get(barcode);
    if (found !== undefined) return found;
    throw new TissuebookError('corrupt', `The spot ${barcode} has counts, but no position, or several.`, {
      argument: 'folder',
      found: barcode,
      advice: 'Counts and the folder spatial must be of one section.',
    });
  });
  const section: Uns = scaleFactors(folder);
  if (images) section.set('images', await readImages(folder));
  const adata = placed(counts, positions.take(rows), new Map([[library, section]]));
  if (!inTissue) return adata;
  const under = (adata.obs.get('in_tissue') as NumericColumn).values;
  return adata.subset({ obs: Array.from(under, (value) => value === 1) });
}

function placed(counts: AnnData, positions: Table, spatial: Uns): AnnData {
  const obs = counts.obs.clone();
  for (const name of POSITION_COLUMNS.slice(0, 3)) obs.set(name, positions.get(name));
  const [y, x] = POSITION_COLUMNS.slice(3).map((name) => (positions.get(name) as NumericColumn).values);
  const points = Float64Array.from({ length: 2 * counts.nObs }, (_, e) => (e % 2 === 0 ? x : y)![e >> 1]!);
  return counts.with({
    obs,
    obsm: [['spatial', new DenseMatrix(counts.nObs, 2, points)]],
    uns: new Map<string, Uns | string>([['spatial', spatial], ['spatial_unit', 'pixels']]), // prettier-ignore
  });
}

/** The counts of a section: an .h5 file, or a folder of .mtx files. */
async function readSpotCounts(folder: string, name: string | undefined): Promise<AnnData> {
  requireFolder(folder);
  const there = readdirSync(folder).sort();
  const found = name ?? there.find((file) => file.endsWith('filtered_feature_bc_matrix.h5')) ?? there.find((file) => file === 'filtered_feature_bc_matrix'); // prettier-ignore
  if (found === undefined) {
    throw new TissuebookError('file-not-found', `${folder} has no filtered_feature_bc_matrix.h5.`, {
      argument: 'countFile',
      found: folder,
      advice: 'Name the file or the folder of counts with countFile.',
    });
  }
  const path = join(folder, found);
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? read10xMtx(path) : read10xH5(path);
}

function scaleFactors(folder: string): Uns {
  const found = readJson(findFile(join(folder, 'spatial'), ['scalefactors_json.json']) ?? '');
  const factors = SCALE_FACTORS.flatMap((name): [string, number][] => {
    const value = found[name];
    return typeof value === 'number' ? [[name, value]] : [];
  });
  return new Map([['scalefactors', new Map(factors)]]);
}

/** The images by their resolution, as scanpy has them: [height, width, channels], from 0 to 1. */
async function readImages(folder: string): Promise<Uns> {
  const images: Uns = new Map();
  for (const resolution of ['hires', 'lowres']) {
    const path = join(folder, 'spatial', `tissue_${resolution}_image.png`);
    if (!existsSync(path)) continue;
    const image = await readImage(path);
    const { width, height } = image;
    const { values, channels } = await image.region({ x: 0, y: 0, width, height });
    await image.close();
    const highest = image.type === 'uint16' ? 65535 : 255;
    images.set(resolution, numericArray(Float32Array.from(values, (value) => value / highest), [height, width, channels])); // prettier-ignore
  }
  return images;
}
