import { type AnnData, coordinates, DenseMatrix } from '../../data';
import { TissuebookError } from '../../errors';
import type { CellsPutIn, ChangeableTissue, TissueFrame, TissueState } from '../../models';
import { nearest } from '../../options';
import { drawInjection } from '../../prepare/splits/drawInjection';
import { controlTypes, poolOf, type Setting } from '../perturb/region';
import { controlGenes } from './controlGenes';
import { type CellChange, wrong } from './options';
import { placeOf } from './placeOf';

/** Cells that are put in when a change does not say how many (ours). */
const PUT_IN = 10;

/** What all changes of one tissue share. */
export interface ChangeSetting {
  readonly adata: AnnData;
  readonly frame: TissueFrame;
  readonly labels: string | undefined;
  /** The type of every cell, where types are known. */
  readonly types: readonly (string | null)[] | undefined;
  /** The genes of each set that the data have, by its name. */
  readonly sets: ReadonlyMap<string, readonly string[]>;
  readonly seed: number;
}

/** Changes with their cells found and their control drawn, before a model is asked. */
export interface PreparedChanges {
  /** Cells of each change. */
  readonly painted: readonly Int32Array[];
  /** Cells with other values, rising. */
  readonly changed: Int32Array;
  /** X of the changed cells in each state [changed, features of the data]. */
  readonly x: { readonly before: DenseMatrix; readonly after: DenseMatrix; readonly control: DenseMatrix };
  /** Cells that are put in, as the cells whose expression they get; undefined without any. */
  readonly added?: {
    readonly locations: DenseMatrix;
    readonly beside: Int32Array;
    readonly donors: Int32Array;
    readonly controlDonors: Int32Array;
  };
  readonly controlWords: string;
  /** Genes that a dose changes, and those that the control changes in their place. */
  readonly changedGenes: ReadonlySet<string>;
  readonly controlGenes: ReadonlySet<string>;
  readonly notices: readonly string[];
}

/**
 * Finds the cells of all changes and draws their control: genes as strongly expressed there instead of the changed ones, cells of
 * another type instead of those put in. Doses multiply what was measured; of two doses of a gene in one cell the later counts.
 *
 * @throws TissuebookError 'invalid-argument', 'missing-key' (a gene, a set, a type that is not there)
 */
export function prepareChanges(setting: ChangeSetting, changes: readonly CellChange[]): PreparedChanges {
  const { adata, frame } = setting;
  const painted = changes.map((change) => placeOf(adata, change, frame));
  const doses = changes.map((change) => !change.types?.length);
  const changed = Int32Array.from(new Set(painted.flatMap((cells, at) => (doses[at] ? [...cells] : [])))).sort();
  const before = adata.matrix().takeRows(changed).toDense();
  const [after, control] = [copyOf(before), copyOf(before)];
  const rowOf = new Map(Array.from(changed, (cell, row) => [cell, row]));
  const [words, notices, put]: [string[], string[], PutIn[]] = [[], [], []];
  const genesOf = changes.map((change, at) => (doses[at] ? columnsOf(setting, change) : []));
  const never = genesOf.flat();
  const [changedGenes, controlGenesOf] = [new Set<string>(), new Set<string>()];
  changes.forEach((change, at) => {
    if (!doses[at]) {
      const found = putIn(setting, change, painted[at]!, setting.seed + at);
      if (!found) return;
      put.push(found);
      words.push(found.words);
      return;
    }
    const genes = genesOf[at]!;
    const others = controlGenes(adata, painted[at]!, genes, setting.seed, never);
    const rows = painted[at]!.map((cell) => rowOf.get(cell)!);
    const { dose = 0 } = change;
    for (const gene of genes) changedGenes.add(adata.var.index[gene]!);
    for (const gene of others) if (gene !== undefined) controlGenesOf.add(adata.var.index[gene]!);
    multiply(before, after, rows, genes, dose);
    multiply(
      before,
      control,
      rows,
      others.filter((gene) => gene !== undefined),
      dose,
    );
    words.push(wordsOf(adata, genes, others));
    notices.push(...silentNotices(adata, before, rows, genes, dose), ...missingNotices(genes, others));
  });
  return {
    ...{ painted, changed, x: { before, after, control }, notices },
    ...(put.length > 0 && { added: joined(adata, put) }),
    controlWords: words.join('; '),
    ...{ changedGenes, controlGenes: controlGenesOf },
  };
}

/** What a model is asked: the tissue before, after and in the control, in its own values. */
export function statesOf(
  adata: AnnData,
  tissue: ChangeableTissue,
  { changed, x, added }: PreparedChanges,
): [TissueState, TissueState, TissueState] {
  const values = (rows: DenseMatrix): DenseMatrix =>
    changed.length > 0 ? tissue.prepare(changed, rows) : DenseMatrix.zeros(0, tissue.features.length);
  const cells = (donors: Int32Array): CellsPutIn => ({
    expression: tissue.prepare(donors, adata.matrix().takeRows(donors).toDense()),
    locations: added!.locations,
    beside: added!.beside,
  });
  return [
    { values: values(x.before) },
    { values: values(x.after), ...(added && { added: cells(added.donors) }) },
    { values: values(x.control), ...(added && { added: cells(added.controlDonors) }) },
  ];
}

interface PutIn {
  locations: DenseMatrix;
  beside: Int32Array;
  donors: Int32Array;
  controlDonors: Int32Array;
  words: string;
}

function putIn(setting: ChangeSetting, change: CellChange, painted: Int32Array, seed: number): PutIn | undefined {
  const { adata, frame, labels, types } = setting;
  const { cells = PUT_IN } = change;
  if (cells === 0) return undefined;
  const what = { kind: 'inject' as const, types: change.types! };
  const { section } = frame.sections(adata);
  if (new Set(painted.map((cell) => section[cell]!)).size > 1) {
    throw wrong('where', painted.length, 'cells are put into one section at a time.', 'Say which: where.section.');
  }
  const shared: Setting = { adata, options: { what, labels: labels! }, types, section, chosen: painted };
  const others = controlTypes(shared, what);
  const pools = [poolOf(shared, what.types), poolOf(shared, others)];
  const { points } = coordinates(adata);
  const draw = drawInjection(points, section, { fieldCells: painted.length, cells, pools, field: painted }, seed);
  return {
    locations: draw.places,
    beside: new Int32Array(cells).fill(painted[0]!),
    donors: draw.donors[0]!,
    controlDonors: draw.donors[1]!,
    words: `as many cells of ${others.join(' / ')} at the same places`,
  };
}

function joined(adata: AnnData, put: readonly PutIn[]): NonNullable<PreparedChanges['added']> {
  const { columns } = coordinates(adata).points;
  const flat = (of: (one: PutIn) => Int32Array): Int32Array => Int32Array.from(put.flatMap((one) => [...of(one)]));
  const places = Float64Array.from(put.flatMap(({ locations }) => [...locations.values]));
  return {
    locations: new DenseMatrix(places.length / columns, columns, places),
    beside: flat(({ beside }) => beside),
    donors: flat(({ donors }) => donors),
    controlDonors: flat(({ controlDonors }) => controlDonors),
  };
}

/** Columns of X that a change multiplies, each once. */
function columnsOf({ adata, sets }: ChangeSetting, { genes = [], sets: named = [] }: CellChange): number[] {
  const names = [...genes];
  for (const name of named) {
    const set = sets.get(name);
    if (!set) throw missing('set', name, [...sets.keys()]);
    if (set.length === 0) throw wrong('sets', name, `the data have no gene of the set "${name}".`);
    names.push(...set);
  }
  return [...new Set(names)].map((name) => {
    const column = adata.var.index.indexOf(name);
    if (column < 0) throw missing('gene', name, adata.var.index.slice(0, 50_000));
    return column;
  });
}

function missing(what: 'gene' | 'set', name: string, known: readonly string[]): TissuebookError {
  const near = nearest(name, known);
  return new TissuebookError('missing-key', `perturbCells: there is no ${what} "${name}".`, {
    argument: `${what}s`,
    found: name,
    ...(near && { advice: `Did you mean "${near}"?` }),
  });
}

function multiply(from: DenseMatrix, to: DenseMatrix, rows: Int32Array, genes: readonly number[], dose: number): void {
  for (const row of rows) for (const gene of genes) to.row(row)[gene] = dose * from.get(row, gene);
}

const copyOf = (matrix: DenseMatrix): DenseMatrix =>
  new DenseMatrix(matrix.rows, matrix.columns, matrix.values.slice());

/** Names that a sentence lists. */
const SHOWN = 3;

function wordsOf(adata: AnnData, genes: readonly number[], others: readonly (number | undefined)[]): string {
  const names = others.flatMap((gene) => (gene === undefined ? [] : [adata.var.index[gene]!]));
  const listed = `${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? `, and ${names.length - SHOWN} more` : ''}`;
  const first = genes.slice(0, SHOWN).map((gene) => adata.var.index[gene]!);
  const instead = `${first.join(', ')}${genes.length > SHOWN ? ', ...' : ''}`;
  return names.length === 0
    ? `none for ${instead}: no other gene is left`
    : `the same dose of ${listed}, as strongly expressed there, instead of ${instead}`;
}

/** A dose of what is not there changes nothing. */
function silentNotices(
  adata: AnnData,
  before: DenseMatrix,
  rows: Int32Array,
  genes: readonly number[],
  dose: number,
): string[] {
  const silent = genes.filter((gene) => dose !== 1 && rows.every((row) => before.get(row, gene) === 0));
  if (silent.length === 0) return [];
  const names = silent.slice(0, SHOWN).map((gene) => adata.var.index[gene]!);
  return [`Not measured above zero in any painted cell, so that no dose changes it: ${names.join(', ')}${silent.length > SHOWN ? `, and ${silent.length - SHOWN} more` : ''}.`]; // prettier-ignore
}

function missingNotices(genes: readonly number[], others: readonly (number | undefined)[]): string[] {
  const count = others.filter((gene) => gene === undefined).length;
  return count === 0 ? [] : [`The control changes ${genes.length - count} genes, not ${genes.length}: no others are left to draw from.`]; // prettier-ignore
}
