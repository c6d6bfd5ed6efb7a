import { totalmem } from 'node:os';
import { TissuebookError } from '../../errors';
import { checkOptions, flag, integer, number } from '../../options';
import { AnnData } from '../annData';
import { type CategoricalColumn, categorical } from '../column';
import type { Values } from '../encoding/values';
import { H5File } from '../h5ad/h5File';
import { toFloats, toPositions, wholeNumbers } from '../encoding/numbers';
import { usualSeconds } from '../h5ad/readH5ad';
import { SparseMatrix } from '../sparseMatrix';
import { Table } from '../table';

export interface Read10xH5Options {
  /** Only features of the type 'Gene Expression', where there are types. true, as scanpy. */
  genesOnly?: boolean;
  /** Memory in bytes that the values may take together. Half of the machine's memory (our choice). */
  maxBytes?: number;
  /** Time in seconds after which reading is given up. 30, and one more for every MiB of the file (our choice). */
  maxSeconds?: number;
}

/**
 * Reads the counts that Cell Ranger and Space Ranger write as .h5, of version 3 and later and of version 2 with one
 * genome: X [barcodes, features] sparse; var has gene_ids and, where there are any, feature_types and genome. As
 * scanpy.read_10x_h5. Feature names may repeat.
 *
 * @throws TissuebookError 'file-not-found', 'not-hdf5', 'corrupt', 'unsupported-encoding' (not such a file), 'too-large'
 */
export async function read10xH5(path: string, options: Read10xH5Options = {}): Promise<AnnData> {
  checkOptions('read10xH5', options, { genesOnly: flag, maxBytes: integer(1), maxSeconds: number(0.001) });
  const { genesOnly = true, maxBytes = Math.floor(totalmem() / 2), maxSeconds = usualSeconds(path) } = options;
  const adata = await H5File.use(path, { maxBytes, maxSeconds }, readCounts);
  const types = adata.var.has('feature_types') ? (adata.var.get('feature_types') as CategoricalColumn) : undefined;
  if (!genesOnly || !types) return adata;
  const genes = Array.from(types.codes, (code) => types.categories[code] === 'Gene Expression');
  return genes.includes(false) ? adata.subset({ var: genes }) : adata;
}

function readCounts(file: H5File): AnnData {
  const group = countsGroup(file);
  const vars = group === '/matrix' ? features(file) : olderFeatures(file, group);
  const barcodes = texts(file, `${group}/barcodes`);
  const shape = numbers(file, `${group}/shape`);
  if (shape.length !== 2 || shape[0] !== vars.length || shape[1] !== barcodes.length) {
    throw new TissuebookError('shape-mismatch', `${file.at(group)} is ${shape.join(' x ')}, not ${vars.length} x ${barcodes.length}.`, { argument: group }); // prettier-ignore
  }
  const part = (name: string): Values & { kind: 'numbers' } => numeric(file, `${group}/${name}`);
  const X = new SparseMatrix(barcodes.length, vars.length, {
    indptr: toPositions(part('indptr').values, file.at(`${group}/indptr`)),
    indices: toPositions(part('indices').values, file.at(`${group}/indices`)),
    values: toFloats(part('data').values, file.at(`${group}/data`)),
  });
  return new AnnData({ X, obs: new Table(barcodes), var: vars });
}

/** /matrix, or the group of the one genome of version 2. */
function countsGroup(file: H5File): string {
  const groups = file.keys('/').filter((name) => file.kind(`/${name}`) === 'group');
  if (groups.includes('matrix')) return '/matrix';
  const genomes = groups.filter((name) => file.kind(`/${name}/barcodes`) === 'dataset');
  if (genomes.length === 1) return `/${genomes[0]}`;
  throw new TissuebookError(
    'unsupported-encoding',
    `${file.name} has ${genomes.length === 0 ? 'no counts of Cell Ranger' : `several genomes: ${genomes.join(', ')}`}.`,
    { argument: 'path', found: groups.slice(0, 12).join(', '), advice: 'For .h5ad files use readH5ad.' },
  );
}

function features(file: H5File): Table {
  const at = '/matrix/features';
  const table = new Table(texts(file, `${at}/name`), [['gene_ids', texts(file, `${at}/id`)]]);
  for (const [column, name] of [
    ['feature_types', 'feature_type'],
    ['genome', 'genome'],
  ] as const) {
    // prettier-ignore
    if (file.kind(`${at}/${name}`) === 'dataset') table.set(column, categorical(texts(file, `${at}/${name}`)));
  }
  return table;
}

function olderFeatures(file: H5File, group: string): Table {
  return new Table(texts(file, `${group}/gene_names`), [['gene_ids', texts(file, `${group}/genes`)]]);
}

function dataset(file: H5File, path: string): Values {
  if (file.kind(path) === 'dataset') return file.read(path);
  throw new TissuebookError('corrupt', `${file.at(path)} is missing.`, { argument: path });
}

function texts(file: H5File, path: string): string[] {
  const found = dataset(file, path);
  if (found.kind === 'text' && found.shape.length === 1) return found.values;
  throw new TissuebookError('corrupt', `${file.at(path)} is no list of names.`, { argument: path });
}

function numeric(file: H5File, path: string): Values & { kind: 'numbers' } {
  const found = dataset(file, path);
  if (found.kind === 'numbers' && found.shape.length === 1) return found;
  throw new TissuebookError('corrupt', `${file.at(path)} is no list of numbers.`, { argument: path });
}

function numbers(file: H5File, path: string): number[] {
  return Array.from(wholeNumbers(numeric(file, path).values) ?? []);
}
