import type { Recognized } from '../recognize';
import type { Container } from './container';

/** What a container is that is no AnnData, by the names at its root; undefined where it is one, or is not known. */
export function recognizeContainer(file: Container): Recognized | undefined {
  const names = new Set(file.keys('/'));
  const has = (...all: string[]): boolean => all.every((name) => names.has(name));
  if (has('obs', 'var')) return undefined;
  if (has('row_attrs', 'col_attrs')) return { what: 'a .loom file', advice: 'Use readLoom.' };
  if (has('assays') && (has('meta.data') || has('cell.names'))) {
    return {
      what: 'an .h5Seurat file',
      advice: "Convert it in R: SeuratDisk::Convert(path, dest = 'h5ad'), or write it with anndataR::write_h5ad.",
    };
  }
  if (has('geneExp') || has('cellBin')) {
    return { what: 'a .gef file of Stereo-seq', advice: "Convert it in Python: stereo.io.stereo_to_anndata(data, output='cells.h5ad')." }; // prettier-ignore
  }
  if (has('tables') || has('images') || has('shapes')) return { what: 'SpatialData', advice: 'Use readSpatialData.' };
  if (has('cell_id', 'polygon_sets') || has('cell_features') || has('grids') || has('cell_groups')) {
    return { what: 'a zarr archive of Xenium', advice: 'Name its folder: readXenium reads counts and cells, readOutlines outlines, readTranscripts transcripts.' }; // prettier-ignore
  }
  const groups = [...names].filter((name) => file.kind(`/${name}`) === 'group');
  if (groups.some((name) => file.kind(`/${name}/barcodes`) === 'dataset')) {
    return { what: 'a file of counts of Cell Ranger', advice: 'Use read10xH5.' };
  }
  if (groups.some((name) => file.text(`/${name}`, 'pandas_type') !== undefined)) {
    return { what: 'a table of pandas (HDFStore)', advice: 'Write it as parquet in Python: pandas.read_hdf(path).to_parquet(...).' }; // prettier-ignore
  }
  return undefined;
}
