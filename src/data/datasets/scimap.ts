import type { AnnData } from '../annData';
import { coordinates } from '../coordinates';
import { DenseMatrix } from '../denseMatrix';
import { DatasetCard } from './card';
import type { CellsEntry } from './entry';

const WHEEL = {
  requirement: 'scimap==2.3.6',
  sha256: 'd832006c9a5dc56b82398bd1bc314db0860c31910054eb76bdf48f2924303b5d',
};

const SHARED = {
  license: 'MIT (the license of scimap, which distributes it)',
  citation:
    'Nirmal and Sorger, SCIMAP: A Python Toolkit for Integrated Spatial Analysis of Multiplexed Imaging Data, ' +
    'Journal of Open Source Software 9(97), 6604, 2024, doi:10.21105/joss.06604',
  source: 'the Python package scimap 2.3.6, fetched with pip',
  downloadBytes: 11_550_499,
};

/** A tumour measured cell by cell with cyclic immunofluorescence: the first data set of the walkthroughs. */
export const cycifTumour: CellsEntry = {
  card: new DatasetCard({
    ...SHARED,
    name: 'cycif-tumour',
    title: 'single cells of a tumour, with protein intensities, positions and cell types',
    technology: 'cyclic immunofluorescence (CyCIF), segmented into cells',
    contents:
      '3,029 cells x 33 proteins of one image. obs: phenotype (25 cell types), Area, Eccentricity and other shape ' +
      "measures, X_position and Y_position in pixels, which loading also puts into obsm['spatial'] [3029, 2]; the size " +
      'of a pixel is not stated.',
    values: 'X is scaled to 0 to 1 for each protein (as distributed); raw.X holds the intensities, float32.',
  }),
  wheel: WHEEL,
  files: [
    {
      member: 'scimap/tests/_data/example_data.h5ad',
      sha256: 'f52045b8be8301c65df9b47a599cebebfced8fabc15d62c241f4c19f03341fd6',
      bytes: 1_590_001,
    },
  ],
  ready: withPositions,
};

/** A lung tumour with the shape of each cell. */
export const cycifLung: CellsEntry = {
  card: new DatasetCard({
    ...SHARED,
    name: 'cycif-lung',
    title: 'single cells of a lung tumour, with protein intensities, shapes, positions, cell types and regions',
    technology: 'cyclic immunofluorescence (CyCIF), segmented into cells',
    contents:
      '11,201 cells x 9 proteins (ELANE CD57 CD45 CD11B SMA CD16 ECAD FOXP3 NCAM) of one image. obs: phenotype (8 cell types, ' +
      'one of them Unknown), ROI (ROI1, ROI2, Other), shapes (Area, MajorAxisLength, MinorAxisLength, Eccentricity, Solidity, ' +
      "Extent, Orientation), X_centroid and Y_centroid in pixels, which loading also puts into obsm['spatial'] [11201, 2]; " +
      'the size of a pixel is not stated.',
    values:
      "X is scaled to 0 to 1 for each protein (as distributed); layers['log'] holds logarithms, raw.X the intensities, float64.",
  }),
  wheel: WHEEL,
  files: [
    {
      member: 'scimap/tests/scimapExampleData/scimapExampleData.h5ad',
      sha256: '4c981572f491f8570f6aee8e24b1eeba158cfcd66d1156aae6947d1f8987d500',
      bytes: 7_077_491,
    },
  ],
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
