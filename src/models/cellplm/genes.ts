import type { AnnData, Column } from '../../data';
import { valuesOf } from '../../data';
import { uniquePlaces } from '../../data/rowsByName';
import { TissuebookError } from '../../errors';

/** Where the genes of a vocabulary are in some data. */
export interface GeneMatch {
  /** Place in the vocabulary of each column of the data; -1 for a gene that it does not hold. */
  readonly target: Int32Array;
  /** Genes of the vocabulary that the data have. */
  readonly found: number;
  /** What a reader has to know; undefined where every gene is known. */
  readonly notice: string | undefined;
}

/** Columns of var that may hold other names of the genes: identifiers first, symbols after them. */
const NAME_COLUMNS = [
  'gene_ids',
  'ensembl',
  'ensembl_id',
  'feature_id',
  'gene_id',
  'gene_symbols',
  'gene_name',
  'feature_name',
  'symbol',
];
/** An Ensembl identifier of a gene: ENSG of humans, ENSMUSG of mice, and so on; perhaps with a version. */
const ENSEMBL = /^(ENS[A-Z]*G\d{11})(\.\d+)?$/;
/** A panel that lacks more of a vocabulary than this share is told (ours). */
const MISSING = 0.1;
/** Names that a message shows. */
const SHOWN = 8;

/** The name without the version of an Ensembl identifier. */
const keyOf = (name: string): string => ENSEMBL.exec(name)?.[1] ?? name;

/**
 * Finds the genes of data in a vocabulary, by their names in var, or else by a column of var that holds other names: a panel may be
 * any part of a vocabulary, and data may hold genes that it lacks.
 *
 * @throws TissuebookError 'invalid-argument' (a name that occurs twice), 'shape-mismatch' (no gene in common)
 */
export function matchGenes(where: string, adata: AnnData, vocabulary: readonly string[]): GeneMatch {
  const places = new Map(vocabulary.map((name, at) => [keyOf(name), at]));
  const lists = nameLists(where, adata);
  const target = new Int32Array(adata.nVars).fill(-1);
  const taken = new Set<number>();
  for (let j = 0; j < adata.nVars; j++) {
    for (const names of lists) {
      const place = names[j] === null ? undefined : places.get(keyOf(names[j]!));
      if (place === undefined || taken.has(place)) continue;
      taken.add(place);
      target[j] = place;
      break;
    }
  }
  if (taken.size === 0) throw nothingShared(where, adata.var.index, vocabulary);
  return { target, found: taken.size, notice: noticeOf(adata.var.index, target, vocabulary.length) };
}

/**
 * The names that the genes of data get in a vocabulary: those under which trained weights know them, if any do; else those in var.
 *
 * @param known names of trained weights
 */
export function vocabularyNames(where: string, adata: AnnData, known: readonly string[] = []): string[] {
  const names = new Map(known.map((name) => [keyOf(name), name]));
  const lists = nameLists(where, adata);
  const taken = new Set<string>();
  return adata.var.index.map((own, j) => {
    for (const list of lists) {
      const name = list[j] === null ? undefined : names.get(keyOf(list[j]!));
      if (name === undefined || taken.has(name)) continue;
      taken.add(name);
      return name;
    }
    return own;
  });
}

/** A sentence where some genes are named by Ensembl identifiers and others are not: one gene may then stand there twice. */
export function mixedNames(names: readonly string[]): string | undefined {
  const ids = names.filter((name) => ENSEMBL.test(name)).length;
  if (ids === 0 || ids === names.length) return undefined;
  return `${ids} of ${names.length} genes are named by Ensembl identifiers and the others are not: a gene that has both names has two rows, which learn apart.`;
}

function nameLists(where: string, adata: AnnData): (string | null)[][] {
  uniquePlaces(where, adata.var.index);
  const columns = NAME_COLUMNS.flatMap((name) => (adata.var.has(name) ? [adata.var.get(name)] : []));
  return [adata.var.index.slice(), ...columns.map(texts)];
}

const texts = (column: Column): (string | null)[] =>
  valuesOf(column).map((value) => (value === null ? null : String(value)));

function noticeOf(own: readonly string[], target: Int32Array, size: number): string | undefined {
  const unknown = own.filter((_, j) => target[j]! < 0);
  const found = own.length - unknown.length;
  if (unknown.length === 0) {
    if (found >= (1 - MISSING) * size) return undefined;
    return `the data hold ${found} of the ${size} genes that the model knows; the others count as not measured.`;
  }
  const names = `${unknown.slice(0, SHOWN).join(', ')}${unknown.length > SHOWN ? ', ...' : ''}`;
  return `${found} of the ${own.length} genes of the data are among the ${size} that the model knows; ${unknown.length} are left out: ${names}.`;
}

function nothingShared(where: string, own: readonly string[], vocabulary: readonly string[]): TissuebookError {
  const few = (names: readonly string[]): string =>
    `${names.slice(0, 3).join(', ')}${names.length > 3 ? ' and others' : ''}`;
  const [ids, wanted] = [own, vocabulary].map((names) => names.some((name) => ENSEMBL.test(name)));
  const lower = new Set(vocabulary.map((name) => name.toLowerCase()));
  const byCase = own.filter((name) => lower.has(name.toLowerCase())).length;
  const advice =
    byCase > 0
      ? `${byCase} agree but for upper and lower case: genes of another species are not matched.`
      : ids === wanted
        ? 'Genes are matched by their names in var.'
        : wanted
          ? "Put their Ensembl identifiers into a column of var, such as var['gene_ids']."
          : "Put their symbols into a column of var, such as var['gene_symbols'].";
  return new TissuebookError(
    'shape-mismatch',
    `${where}: the data share no gene with the model, which knows ${few(vocabulary)}; the data hold ${few(own)}.`,
    { argument: 'adata', found: own.slice(0, 20), advice },
  );
}
