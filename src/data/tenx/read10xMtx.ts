import { statSync } from 'node:fs';
import { TissuebookError } from '../../errors';
import { checkOptions, flag, integer, oneOf, text } from '../../options';
import { AnnData } from '../annData';
import { categorical } from '../column';
import { recognizeFile } from '../recognize';
import { Table } from '../table';
import { readText, textBytes } from '../text/decodeText';
import { withUnpackedFolder } from '../unpack/withUnpackedFolder';
import { findFile } from './findFile';
import { requireFolder } from './folder';
import { geneExpression } from './geneExpression';
import { parseMtx } from './parseMtx';

/** The files that are read, as archives of the folder have them. */
const FILES = /(^|_)(matrix\.mtx|barcodes\.tsv|features\.tsv|genes\.tsv)(\.gz)?$/;

export interface Read10xMtxOptions {
  /** What names features: 'gene_symbols', or 'gene_ids'; the other becomes a column of var. 'gene_symbols', as scanpy. */
  varNames?: 'gene_symbols' | 'gene_ids';
  /** Only features of the type 'Gene Expression', where there are types. true, as scanpy. */
  genesOnly?: boolean;
  /** What stands before the names of the files: 'GSM123_'. Found out where the folder has one set of files. */
  prefix?: string;
  /** Memory in bytes that the text of a file may take, unpacked. 4 GiB, which is the most. */
  maxBytes?: number;
}

/**
 * Reads the folder of counts that Cell Ranger and Space Ranger write as text, also packed (.gz): matrix.mtx [features, cells],
 * barcodes.tsv, and features.tsv (genes.tsv of version 2); or a .tar.gz, .tar or .zip of that folder. X [cells, features] sparse; var has gene_ids (or gene_symbols) and,
 * where there are any, feature_types. As scanpy.read_10x_mtx. Feature names may repeat.
 *
 * @throws TissuebookError 'file-not-found' (no such folder, a file that is missing), 'corrupt', 'shape-mismatch', 'too-large'
 * @example
 * const cells = await read10xMtx('filtered_feature_bc_matrix');
 */
export async function read10xMtx(folder: string, options: Read10xMtxOptions = {}): Promise<AnnData> {
  checkOptions('read10xMtx', options, {
    varNames: oneOf('gene_symbols', 'gene_ids'),
    genesOnly: flag,
    prefix: text,
    maxBytes: integer(1),
  });
  const { varNames = 'gene_symbols', genesOnly = true, prefix, maxBytes = 2 ** 32 } = options;
  if (statSync(folder, { throwIfNoEntry: false })?.isFile()) {
    const found = await withUnpackedFolder(folder, FILES, maxBytes, (unpacked) => read10xMtx(unpacked, options));
    if (found) return found;
    refuseFile(folder);
  }
  requireFolder(folder);
  const file = (...names: string[]): string => requiredFile(folder, names, prefix);
  const lines = (path: string): string[][] =>
    readText(path, maxBytes).content.split(/\r?\n/).filter((line) => line !== '').map((line) => line.split('\t')); // prettier-ignore
  const barcodes = lines(file('barcodes.tsv')).map((line) => line[0]!);
  const features = lines(file('features.tsv', 'genes.tsv'));
  const path = file('matrix.mtx');
  const X = parseMtx(textBytes(path, maxBytes), path, { features: features.length, cells: barcodes.length });
  const adata = new AnnData({ X, obs: new Table(barcodes), var: featureTable(features, varNames) });
  return genesOnly ? geneExpression(adata) : adata;
}

/** Columns of features: ids, names (the ids where there are none), types. */
function featureTable(lines: readonly string[][], varNames: 'gene_symbols' | 'gene_ids'): Table {
  const [ids, symbols] = [lines.map((line) => line[0]!), lines.map((line) => line[1] ?? line[0]!)];
  const [index, other] = varNames === 'gene_symbols' ? [symbols, ids] : [ids, symbols];
  const table = new Table(index, [[varNames === 'gene_symbols' ? 'gene_ids' : 'gene_symbols', other]]);
  if (lines.length > 0 && lines.every((line) => line.length > 2)) {
    table.set('feature_types', categorical(lines.map((line) => line[2]!)));
  }
  return table;
}

function requiredFile(folder: string, names: readonly string[], prefix: string | undefined): string {
  const found = findFile(folder, names, prefix);
  if (found) return found;
  throw new TissuebookError('file-not-found', `${folder} has no ${names.join(' and no ')}, packed or not.`, {
    argument: prefix === undefined ? 'folder' : 'prefix',
    found: folder,
    advice: 'Where a folder has several samples, name one by prefix: the part before "matrix.mtx".',
  });
}

function refuseFile(path: string): void {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return;
  const known = recognizeFile(path);
  throw new TissuebookError('file-not-found', `${path} is no folder${known ? `: it is ${known.what}` : ''}.`, {
    argument: 'folder',
    found: path,
    advice: known?.what === 'an HDF5 file' ? known.advice : 'Name the folder that holds matrix.mtx, barcodes.tsv and features.tsv.',
  }); // prettier-ignore
}
