import { TissuebookError } from '../../errors';
import { checkOptions, oneOf } from '../../options';
import { child, mark } from '../h5ad/writeElements';
import { type H5Sink, writeH5File } from '../h5ad/h5Writer';
import { sinkWithin } from '../h5ad/sinkWithin';
import { writeWholeFile } from '../h5ad/wholeFile';
import { writeAnnData, writeAnnotations, writeMatrices } from '../h5ad/writeAnnData';
import type { WriteH5adOptions, WriteReport } from '../h5ad/writeH5ad';
import type { AxisMap } from './axisMaps';
import type { MuData } from './muData';

/** What mudata looks for at the start of a file; HDF5 begins behind it. */
const USER_BLOCK = 'MuData (format-version=0.1.0;creator=tissuebook;creator-version=0.1.0)';

/**
 * Writes an .h5mu file that Python's mudata 0.3 and muon open. The file appears under its name only when it is whole; one
 * of that name is then replaced. Entries of uns that are null are left out.
 *
 * @throws TissuebookError 'shape-mismatch' (a part does not fit), 'file-not-found' (no such folder), 'disk-full',
 *   'invalid-argument' (a name that HDF5 cannot keep)
 *
 * @example
 * await writeH5mu(toMuData({ rna, prot }), 'citeseq.h5mu', { compression: 'gzip' });
 */
export async function writeH5mu(mdata: MuData, path: string, options: WriteH5adOptions = {}): Promise<WriteReport> {
  checkOptions('writeH5mu', options, { compression: oneOf('gzip', 'none') });
  mdata.checkShapes();
  refuseTakenNames(mdata);
  const write = (sink: H5Sink): void => writeMuData(sink, mdata);
  const notices = await writeWholeFile(path, (unfinished) =>
    writeH5File(unfinished, options.compression === 'gzip', write, USER_BLOCK),
  );
  return { path, notices };
}

/** @throws TissuebookError 'invalid-argument' for a key of obsm or varm under which mudata keeps what a modality has */
function refuseTakenNames({ mod, obsm, varm, obsmTables, varmTables }: MuData): void {
  const taken = [obsm, varm, obsmTables, varmTables].flatMap((map) => [...map.keys()]).find((key) => mod.has(key));
  if (taken === undefined) return;
  throw new TissuebookError('invalid-argument', `obsm and varm may have no entry with a modality's name, "${taken}".`, {
    argument: taken,
    found: taken,
    advice: 'Rename it: mudata keeps there which cells and features the modality has.',
  });
}

function writeMuData(sink: H5Sink, mdata: MuData): void {
  mark(sink, '/', 'MuData', '0.1.0');
  sink.numberAttribute('/', 'axis', BigInt64Array.of(0n), []);
  writeAnnotations(sink, mdata);
  writeMatrices(sink, '/obsp', mdata.obsp);
  sink.group('/mod');
  sink.textAttribute('/mod', 'mod-order', [...mdata.mod.keys()]);
  for (const [name, adata] of mdata.mod) {
    const group = child('/mod', name);
    sink.group(group);
    writeAnnData(sinkWithin(sink, group), adata);
  }
  writeMaps(sink, 'obs', mdata.obsmap);
  writeMaps(sink, 'var', mdata.varmap);
}

/** The maps, and under the modalities' names in obsm (or varm) which rows each has: mudata keeps both. */
function writeMaps(sink: H5Sink, axis: 'obs' | 'var', maps: ReadonlyMap<string, AxisMap>): void {
  sink.group(`/${axis}map`);
  mark(sink, `/${axis}map`, 'dict', '0.1.0');
  for (const [name, map] of maps) {
    sink.numbers(child(`/${axis}map`, name), map, [map.length]);
    mark(sink, child(`/${axis}map`, name), 'array', '0.2.0');
    const has = Uint8Array.from(map, (place) => (place > 0 ? 1 : 0));
    sink.flags(child(`/${axis}m`, name), has, [has.length, 1]);
    mark(sink, child(`/${axis}m`, name), 'array', '0.2.0');
  }
}
