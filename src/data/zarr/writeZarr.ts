import { checkOptions, oneOf } from '../../options';
import type { AnnData } from '../annData';
import { checkAnnData } from '../checkAnnData';
import { writeAnnData } from '../h5ad/writeAnnData';
import type { WriteReport } from '../h5ad/writeH5ad';
import { writeWholeFolder } from './wholeFolder';
import { ZarrSink } from './zarrSink';

export interface WriteZarrOptions {
  /** 'gzip' or 'none'. 'gzip' (ours). */
  compression?: 'gzip' | 'none';
}

/**
 * Writes a zarr folder (version 2) that anndata.read_zarr opens, and readZarr. The folder appears under its name only when it is whole; a zarr folder of that name is then
 * replaced, another one is not. What cannot be written as it is is said in `notices` of the report, as for writeH5ad.
 *
 * @throws TissuebookError 'shape-mismatch' (a part does not fit), 'file-not-found' (no such folder around it), 'disk-full',
 *   'invalid-argument' (a name that a folder cannot have, something else of that name)
 * @example
 * await writeZarr(adata, 'tissue.zarr');
 */
export async function writeZarr(adata: AnnData, folder: string, options: WriteZarrOptions = {}): Promise<WriteReport> {
  checkAnnData('writeZarr', 'adata', adata);
  checkOptions('writeZarr', options, { compression: oneOf('gzip', 'none') });
  adata.checkShapes();
  const notices = await writeWholeFolder(folder, (unfinished) => {
    const sink = new ZarrSink(unfinished, options.compression !== 'none');
    writeAnnData(sink, adata);
    sink.consolidate();
    return Promise.resolve([...sink.notices]);
  });
  return { path: folder, notices };
}
