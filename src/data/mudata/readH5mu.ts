import { totalmem } from 'node:os';
import { checkOptions, integer, number } from '../../options';
import { H5File } from '../h5ad/h5File';
import { type ReadH5adOptions, usualSeconds } from '../h5ad/readH5ad';
import type { MuData } from './muData';
import { readMuData } from './readMuData';

export type ReadH5muOptions = Pick<ReadH5adOptions, 'maxBytes' | 'maxSeconds'>;

/**
 * Reads an .h5mu file of Python's mudata or muon: modalities that share their cells (axis 0). Everything is checked as
 * `readH5ad` does, and that obsmap and varmap lead to cells and features of the same names. What is left out of a
 * modality is said in `notices`, with its name.
 *
 * @throws TissuebookError as `readH5ad`, and 'unsupported-encoding' for an .h5ad file, for axis 1 and -1, and for
 *   modalities that are links or have modalities of their own
 *
 * @example
 * const mdata = await readH5mu('citeseq.h5mu');
 * mdata.modality('prot').var.index; // names of the proteins
 */
export async function readH5mu(path: string, options: ReadH5muOptions = {}): Promise<MuData> {
  checkOptions('readH5mu', options, { maxBytes: integer(1), maxSeconds: number(0.001) });
  const { maxBytes = Math.floor(totalmem() / 2), maxSeconds = usualSeconds(path) } = options;
  return H5File.use(path, { maxBytes, maxSeconds }, readMuData);
}
