import { readdirSync, statSync } from 'node:fs';
import type { Recognized } from './recognize';

/** Files by which folders are known, what the folder then is, and what reads it. */
const FOLDERS: readonly (readonly [RegExp, string, string])[] = [
  [/^cell_feature_matrix\.h5$/, 'the folder of a Xenium section', 'Use readXenium.'],
  [/exprMat_file\.csv(\.gz)?$/, 'the folder of a CosMx slide', 'Use readCosmx.'],
  [/cell_by_gene\.csv(\.gz)?$/, 'the folder of a MERSCOPE region', 'Use readMerscope.'],
  [/^spatial$/, 'the folder of a Visium section', 'Use readVisium.'],
  [/matrix\.mtx(\.gz)?$/, 'a folder of counts as .mtx', 'Use read10xMtx.'],
  [/^(zarr\.json|\.zgroup|\.zattrs)$/, 'a zarr folder', 'Use readZarr for AnnData, readSpatialData for SpatialData.'],
];

/** What a folder is by the names of what it holds; undefined for one that is not known, or is none. */
export function recognizeFolder(path: string): Recognized | undefined {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const names = readdirSync(path);
  const found = FOLDERS.find(([name]) => names.some((one) => name.test(one)));
  return found && { what: found[1], advice: found[2] };
}
