import { TissuebookError } from '../../errors';
import { AnnData } from '../annData';
import type { CategoricalColumn } from '../column';
import { categorical } from '../column';
import type { Values } from '../encoding/values';
import { toFloats, toPositions, wholeNumbers } from '../encoding/numbers';
import { recognizeContainer } from '../encoding/recognizeContainer';
import type { H5File } from '../h5ad/h5File';
import { SparseMatrix } from '../sparseMatrix';
import { Table } from '../table';

/**
 * The counts of a file of Cell Ranger.
 *
 * @param genome the genome whose features are wanted; needed where version 2 has several
 * @throws TissuebookError 'missing-key' (no such genome), and as read10xH5
 */
export function readCounts(file: H5File, genome?: string): AnnData {
  const group = countsGroup(file, genome);
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
  const adata = new AnnData({ X, obs: new Table(barcodes), var: vars });
  return genome === undefined || group !== '/matrix' ? adata : ofGenome(adata, genome);
}

/** The features of one genome, where the file names genomes. */
export function ofGenome(adata: AnnData, genome: string): AnnData {
  const column = adata.var.has('genome') ? (adata.var.get('genome') as CategoricalColumn) : undefined;
  const code = column?.categories.indexOf(genome) ?? -1;
  if (!column || code < 0) throw noGenome(genome, column?.categories ?? []);
  return adata.subset({ var: Array.from(column.codes, (one) => one === code) });
}

/** /matrix, or the group of a genome of version 2. */
function countsGroup(file: H5File, genome: string | undefined): string {
  const groups = file.keys('/').filter((name) => file.kind(`/${name}`) === 'group');
  if (groups.includes('matrix')) return '/matrix';
  const genomes = groups.filter((name) => file.kind(`/${name}/barcodes`) === 'dataset');
  if (genome !== undefined && genomes.length > 0) {
    if (genomes.includes(genome)) return `/${genome}`;
    throw noGenome(genome, genomes);
  }
  if (genomes.length === 1) return `/${genomes[0]}`;
  if (genomes.length > 1) {
    throw new TissuebookError('unsupported-encoding', `${file.name} has several genomes: ${genomes.join(', ')}.`, {
      argument: 'genome',
      found: genomes.join(', '),
      advice: `Each has cells of its own: choose one, as { genome: '${genomes[0]}' }.`,
    });
  }
  const known = groups.includes('obs') ? { what: 'an .h5ad file', advice: 'Use readH5ad.' } : recognizeContainer(file);
  throw new TissuebookError(
    'unsupported-encoding',
    `${file.name} has no counts of Cell Ranger${known ? `: it is ${known.what}` : ''}.`,
    {
      argument: 'path',
      found: groups.slice(0, 12).join(', '),
      advice: known?.advice ?? 'For .h5ad files use readH5ad.',
    },
  );
}

function noGenome(genome: string, there: readonly string[]): TissuebookError {
  return new TissuebookError('missing-key', `There is no genome "${genome}".`, {
    argument: 'genome',
    found: genome,
    advice: there.length > 0 ? `There are: ${there.join(', ')}.` : 'The file names none: leave genome out.',
  });
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
