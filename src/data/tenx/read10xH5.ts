import { totalmem } from 'node:os';
import { checkOptions, flag, integer, number, text } from '../../options';
import type { AnnData } from '../annData';
import { H5File } from '../h5ad/h5File';
import { usualSeconds } from '../h5ad/readH5ad';
import { geneExpression } from './geneExpression';
import { readCounts } from './readCounts';

export interface Read10xH5Options {
  /** Only features of the type 'Gene Expression', where there are types. true, as scanpy. */
  genesOnly?: boolean;
  /** Only features of this genome. All; files of version 2 with several genomes keep cells for each, and need one. */
  genome?: string;
  /** Memory in bytes that the values may take together. Half of the machine's memory (our choice). */
  maxBytes?: number;
  /** Time in seconds after which reading is given up. 30, and one more for every MiB of the file (our choice). */
  maxSeconds?: number;
}

/**
 * Reads the counts that Cell Ranger and Space Ranger write as .h5, of version 3 and later and of version 2: X [barcodes, features] sparse; var has gene_ids and, where there are any, feature_types and genome. As
 * scanpy.read_10x_h5. Feature names may repeat.
 *
 * @throws TissuebookError 'file-not-found', 'not-hdf5', 'corrupt', 'unsupported-encoding' (not such a file; several genomes),
 *   'missing-key' (no such genome), 'too-large'
 */
export async function read10xH5(path: string, options: Read10xH5Options = {}): Promise<AnnData> {
  checkOptions('read10xH5', options, {
    genesOnly: flag,
    genome: text,
    maxBytes: integer(1),
    maxSeconds: number(0.001),
  });
  const { genesOnly = true, maxBytes = Math.floor(totalmem() / 2), maxSeconds = usualSeconds(path) } = options;
  const adata = await H5File.use(path, { maxBytes, maxSeconds }, (file) => readCounts(file, options.genome));
  return genesOnly ? geneExpression(adata) : adata;
}
