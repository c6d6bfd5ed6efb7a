import { join } from 'node:path';
import type { AnnData } from '../annData';
import { DenseMatrix } from '../denseMatrix';
import { coordinates } from '../coordinates';
import { DatasetCard, type DatasetEntry } from './card';
import { fetchWheelMember, type WheelMember } from './fetchWheelMember';

const FILE: WheelMember = {
  requirement: 'scimap==2.3.6',
  wheelSha256: 'd832006c9a5dc56b82398bd1bc314db0860c31910054eb76bdf48f2924303b5d',
  member: 'scimap/tests/_data/example_data.h5ad',
  memberSha256: 'f52045b8be8301c65df9b47a599cebebfced8fabc15d62c241f4c19f03341fd6',
  memberBytes: 1_590_001,
};

/** A tumour measured cell by cell with cyclic immunofluorescence: the first data set of the walkthroughs. */
export const cycifTumour: DatasetEntry = {
  card: new DatasetCard({
    name: 'cycif-tumour',
    title: 'single cells of a tumour, with protein intensities, positions and cell types',
    technology: 'cyclic immunofluorescence (CyCIF), segmented into cells',
    contents:
      '3,029 cells x 33 proteins of one image. obs: phenotype (25 cell types), Area, Eccentricity and other shape ' +
      "measures, X_position and Y_position in pixels, which loading also puts into obsm['spatial'] [3029, 2]; the size " +
      'of a pixel is not stated.',
    values: 'X is scaled to 0 to 1 for each protein (as distributed); raw.X holds the intensities, float32.',
    license: 'MIT (the license of scimap, which distributes it)',
    citation:
      'Nirmal and Sorger, SCIMAP: A Python Toolkit for Integrated Spatial Analysis of Multiplexed Imaging Data, ' +
      'Journal of Open Source Software 9(97), 6604, 2024, doi:10.21105/joss.06604',
    source: 'the Python package scimap 2.3.6, fetched with pip',
    downloadBytes: 11_550_499,
  }),
  fetch: (cacheFolder, options) =>
    fetchWheelMember(
      FILE,
      join(cacheFolder, 'datasets', `cycif-tumour-${FILE.memberSha256.slice(0, 12)}.h5ad`),
      options,
    ),
  ready: withPositions,
};

/** Positions under the customary key, with their unit. */
function withPositions(adata: AnnData): AnnData {
  const { points } = coordinates(adata);
  return adata.with({
    obsm: [...adata.obsm, ['spatial', new DenseMatrix(points.rows, 2, points.values)]],
    uns: new Map(adata.uns).set('spatial_unit', 'pixels'),
  });
}
