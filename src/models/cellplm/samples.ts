import { type AnnData, SparseMatrix, valuesOf } from '../../data';
import { optionalCoordinates } from '../../data/coordinates';
import { readSections } from '../../data/sections';
import { TissuebookError } from '../../errors';
import { totalsOf } from '../../prepare/filters/limits';
import { observedEntries } from '../../prepare/splits/observedEntries';
import { checkValues } from '../../prepare/values/checkValues';
import { kindOfValues } from '../../prepare/values/kindOfValues';
import { forEachInRow } from '../../prepare/values/mapValues';
import type { CellplmConfig } from './config';
import { matchGenes, mixedNames, vocabularyNames } from './genes';

/** What the values of X are: counts, or logarithms of what counts were brought to. */
export type CellplmValues = 'counts' | 'logs';

/** Cells as CellPLM sees them, checked; those of several tables behind each other. */
export interface Samples {
  readonly cells: number;
  /** Names of the cells, unique or not: they decide who is in whose company. */
  readonly names: readonly string[];
  /** The vocabulary. */
  readonly features: readonly string[];
  readonly values: CellplmValues;
  /** X [cells, features] without what is hidden. */
  readonly x: SparseMatrix;
  /** Sum of each cell's known values. */
  readonly totals: Float64Array;
  /** Which table each cell is of, and 1 for the genes [features] that each table measured. */
  readonly table: Int32Array;
  readonly measured: readonly Uint8Array[];
  /** Of tables with such a layer: 1 where an entry is known [cells of the table, features], and the first cell of each table. */
  readonly observed: readonly (Uint8Array | undefined)[];
  readonly first: readonly number[];
  /** Places [cells, 2]; NaN for cells without. */
  readonly points: Float64Array;
  /** Number of each cell's sample or field of view, and their names; those of two tables are never one. */
  readonly section: Int32Array;
  readonly sections: readonly string[];
  /** Batch of each cell by name; '' where no column tells them apart. */
  readonly batch: readonly string[];
  readonly notices: readonly string[];
}

/** What is known before data are read. */
export interface ReadSamplesOptions {
  /** What a trained model expects. */
  trained?: { readonly features: readonly string[]; readonly values: CellplmValues };
  /** Names of the genes of weights to start from: a gene that has one of these gets it. */
  startFeatures?: readonly string[];
  /** Genes that the vocabulary has beside those of the data. */
  more?: readonly string[];
}

/**
 * Reads what CellPLM needs from one table or several, and changes nothing. Without a trained model the vocabulary is all their genes.
 *
 * @throws TissuebookError 'missing-key' (no X, no such column), 'not-finite', 'invalid-argument' (negative values, values that
 *   are neither counts nor logarithms, nothing but zeros, a gene twice), 'shape-mismatch' (no gene in common)
 */
export function readSamples(
  where: string,
  tables: readonly AnnData[],
  config: CellplmConfig,
  { trained, startFeatures, more = [] }: ReadSamplesOptions = {},
): Samples {
  const kinds = tables.map((table) => kindOf(where, table));
  const values = valuesFor(where, kinds, config, trained?.values);
  const named = trained ? [] : tables.map((table) => vocabularyNames(where, table, startFeatures));
  const features = trained?.features ?? [...new Set([...named.flat(), ...more])];
  const matches = trained
    ? tables.map((table) => matchGenes(where, table, features))
    : named.map((names) => ({ target: placesIn(names, features), notice: undefined }));
  const targets = matches.map(({ target }) => target);
  const observed = tables.map((table, t) => observedIn(where, table, targets[t]!, features.length));
  const x = joined(tables, targets, observed, features.length);
  const cells = x.rows;
  const { totals } = totalsOf(x, 'rows');
  if (!totals.some((total) => total > 0)) {
    throw new TissuebookError('invalid-argument', `${where}: X holds nothing but zeros.`, { argument: 'X', found: 0 });
  }
  const firsts = tables.map((_, t) => tables.slice(0, t).reduce((sum, { nObs }) => sum + nObs, 0));
  const table = new Int32Array(cells);
  tables.forEach(({ nObs }, t) => table.fill(t, firsts[t], firsts[t]! + nObs));
  const sections = sectionsOf(where, tables, config.section);
  const mixed = trained ? undefined : mixedNames(features);
  return {
    cells,
    names: tables.flatMap(({ obs }) => obs.index),
    features,
    values,
    x,
    totals,
    table,
    measured: targets.map((target) => measuredBy(target, features.length)),
    observed,
    first: firsts,
    points: pointsOf(tables, config),
    ...sections,
    batch: batchesOf(tables, config.batch),
    notices: [...matches.flatMap(({ notice }) => notice ?? []), ...(mixed === undefined ? [] : [mixed])],
  };
}

/** 1 for the genes of a cell that are known [features]. */
export function knownGenes(samples: Samples, cell: number): Uint8Array {
  const table = samples.table[cell]!;
  const observed = samples.observed[table];
  if (!observed) return samples.measured[table]!;
  const genes = samples.features.length;
  const at = (cell - samples.first[table]!) * genes;
  return observed.subarray(at, at + genes);
}

function kindOf(where: string, adata: AnnData): CellplmValues {
  const { counts, negative } = checkValues(where, adata, adata.matrix());
  if (counts) return 'counts';
  const wrong = (sentence: string, found: unknown): TissuebookError =>
    new TissuebookError('invalid-argument', `${where}: X holds ${sentence}.`, {
      argument: 'X',
      found,
      advice: 'It takes counts, or their logarithms: put them into X, from a layer or from raw.',
    });
  if (negative > 0) throw wrong(`${negative} values below zero, so it has been scaled`, negative);
  const kind = kindOfValues(adata);
  if (kind === 'normalized counts' || kind === 'raw intensities') throw wrong(`${kind} without a logarithm`, kind);
  return 'logs';
}

function valuesFor(
  where: string,
  kinds: readonly CellplmValues[],
  { layout }: CellplmConfig,
  trained: CellplmValues | undefined,
): CellplmValues {
  const wanted = trained ?? (layout === 'official' ? 'counts' : kinds[0]!);
  if (kinds.every((kind) => kind === wanted)) return wanted;
  const words = { counts: 'counts', logs: 'logarithms' };
  const other = wanted === 'counts' ? 'logs' : 'counts';
  const who = trained
    ? 'the model was trained on'
    : layout === 'official'
      ? 'the layout official takes'
      : 'the first table holds';
  throw new TissuebookError('invalid-argument', `${where}: X holds ${words[other]}, and ${who} ${words[wanted]}.`, {
    argument: 'X',
    found: other,
    advice:
      wanted === 'counts'
        ? "Put counts into X, from a layer ('counts') or from raw: withCounts(adata)."
        : 'Bring counts to logarithms as those were: normalizeTotal, then log1p.',
  });
}

function placesIn(names: readonly string[], features: readonly string[]): Int32Array {
  const places = new Map(features.map((name, at) => [name, at]));
  return Int32Array.from(names, (name) => places.get(name)!);
}

function measuredBy(target: Int32Array, genes: number): Uint8Array {
  const out = new Uint8Array(genes);
  target.forEach((place) => place >= 0 && (out[place] = 1));
  return out;
}

function observedIn(where: string, adata: AnnData, target: Int32Array, genes: number): Uint8Array | undefined {
  const own = observedEntries(where, adata);
  if (!own) return undefined;
  const out = new Uint8Array(adata.nObs * genes);
  own.forEach((known, at) => {
    const place = target[at % target.length]!;
    if (place >= 0) out[Math.floor(at / target.length) * genes + place] = known;
  });
  return out;
}

/** The values of all tables in the vocabulary's columns, those that are not known left out: counted first, then written. */
function joined(
  tables: readonly AnnData[],
  targets: readonly Int32Array[],
  observed: readonly (Uint8Array | undefined)[],
  genes: number,
): SparseMatrix {
  const forEach = (visit: (cell: number, place: number, value: number) => void): void => {
    let cell = 0;
    tables.forEach((table, t) => {
      const [matrix, target, known] = [table.matrix(), targets[t]!, observed[t]];
      for (let i = 0; i < matrix.rows; i++, cell++) {
        forEachInRow(matrix, i, (j, value) => {
          const place = target[j]!;
          if (value !== 0 && place >= 0 && (!known || known[i * genes + place])) visit(cell, place, value);
        });
      }
    });
  };
  const indptr = new Int32Array(cellsOf(tables) + 1);
  forEach((cell) => indptr[cell + 1]!++);
  for (let cell = 0; cell + 1 < indptr.length; cell++) indptr[cell + 1]! += indptr[cell]!;
  const stored = indptr.at(-1)!;
  const [indices, values] = [new Int32Array(stored), new Float32Array(stored)];
  let at = 0;
  forEach((_, place, value) => {
    indices[at] = place;
    values[at++] = value;
  });
  return new SparseMatrix(indptr.length - 1, genes, { indptr, indices, values });
}

function sectionsOf(
  where: string,
  tables: readonly AnnData[],
  column: string,
): { section: Int32Array; sections: string[] } {
  const section = new Int32Array(cellsOf(tables));
  let sections: string[] = [];
  let first = 0;
  for (const table of tables) {
    const own = readSections(where, table, column);
    section.set(
      own.section.map((number) => sections.length + number),
      first,
    );
    sections = sections.concat(own.sections);
    first += table.nObs;
  }
  return { section, sections };
}

function pointsOf(tables: readonly AnnData[], { positions }: CellplmConfig): Float64Array {
  const all = new Float64Array(2 * cellsOf(tables)).fill(NaN);
  let first = 0;
  for (const table of tables) {
    const points = positions ? optionalCoordinates(table)?.points : undefined;
    if (points) for (let at = 0; at < 2 * table.nObs; at++) all[first + at] = points.get(at >> 1, at & 1);
    first += 2 * table.nObs;
  }
  return all;
}

const cellsOf = (tables: readonly AnnData[]): number => tables.reduce((sum, { nObs }) => sum + nObs, 0);

function batchesOf(tables: readonly AnnData[], column: string): string[] {
  return tables.flatMap((table) =>
    column === ''
      ? Array<string>(table.nObs).fill('')
      : valuesOf(table.column(column)).map((value) => String(value ?? '')),
  );
}
