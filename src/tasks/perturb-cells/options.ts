import { TissuebookError } from '../../errors';
import type { GeneSet } from '../../graph';
import type { ColumnName, FeatureName, LabelName } from '../../names';
import { anything, checkOptions, integer, listOf, number, type OptionCheck, seed, text } from '../../options';
import type { BrushedPlace } from '../../protocol';
import type { Where } from '../perturb';

/** Largest dose: twice what was measured. */
export const MOST_DOSE = 2;

/** A change of some cells: a dose of genes in them, or further cells put in among them. */
export interface CellChange {
  /** What the change is called. Its number. */
  name?: string;
  /**
   * Which cells: as `perturb` takes a place, or those under a brush of a radius along a path,
   * `{ path: [[410, 520], [450, 540]], radius: 30 }`, in the unit of the positions.
   */
  where: Where | BrushedPlace;
  /** Genes or proteins whose values are multiplied by the dose. */
  genes?: FeatureName[];
  /** Names of gene sets (option `sets`), all of whose genes are multiplied. */
  sets?: string[];
  /** What measured values are multiplied by, 0 to 2: 0 silences, 1 changes nothing. 0. */
  dose?: number;
  /** Types of cells that are put in, with the expression of cells of these types elsewhere. Control: the most frequent other type. */
  types?: LabelName<'labels'>[];
  /** How many. 10 (ours). */
  cells?: number;
}

export interface PerturbCellsOptions {
  changes: CellChange[];
  /** Column of obs with the cell types. Needed where types are named. */
  labels?: ColumnName;
  /** Gene sets, as readGmt reads them: to change all genes of one, and to read the answer by. None. */
  sets?: readonly GeneSet[];
  /** Draws control genes, places and donors of cells that are put in. 0. */
  seed?: number;
}

const changeChecks = {
  name: text,
  where: anything,
  genes: listOf(text),
  sets: listOf(text),
  dose: number(0, MOST_DOSE),
  types: listOf(text),
  cells: integer(0, 10_000),
};

const geneSet: OptionCheck = (value) => {
  const { name, genes } = (value ?? {}) as Partial<GeneSet>;
  return text(name) === undefined && listOf(text)(genes) === undefined ? undefined : 'a gene set { name, genes }';
};

/** What is said once of all changes. @throws TissuebookError 'unknown-option', 'invalid-argument' */
export function checkOpening(where: string, options: Omit<PerturbCellsOptions, 'changes'>): void {
  checkOptions(where, options, { labels: text, sets: listOf(geneSet), seed });
}

/** @throws TissuebookError 'unknown-option', 'invalid-argument' for a change that changes nothing, or names both genes and types */
export function checkChanges(changes: readonly CellChange[], labels: string | undefined): void {
  if (!Array.isArray(changes) || changes.length === 0)
    throw wrong('changes', changes, 'changes must hold one or more.');
  for (const change of changes) {
    checkOptions('perturbCells, changes', change, changeChecks);
    const doses = (change.genes?.length ?? 0) + (change.sets?.length ?? 0) > 0;
    const puts = (change.types?.length ?? 0) > 0;
    if (doses === puts) {
      throw wrong('changes', change.name, doses ? 'a change names genes or types, not both.' : 'a change names genes, sets or types.'); // prettier-ignore
    }
    if (change.where === undefined) throw wrong('where', undefined, 'a change needs where: the cells that it is in.');
    if (puts && labels === undefined) {
      throw wrong('labels', undefined, 'labels is needed: the column of obs that holds the types.');
    }
    if (typeof change.where === 'object' && 'path' in change.where) checkPath(change.where);
  }
}

function checkPath({ path, radius }: BrushedPlace): void {
  const sound =
    Array.isArray(path) && path.length > 0 && path.every((at) => at?.length === 2 && at.every(Number.isFinite));
  if (!sound) throw wrong('where', path, 'path must hold places [x, y].');
  if (!(Number.isFinite(radius) && radius >= 0)) throw wrong('where', radius, 'radius must be a number from 0.');
}

export function wrong(argument: string, found: unknown, sentence: string, advice?: string): TissuebookError {
  return new TissuebookError('invalid-argument', `perturbCells: ${sentence}`, {
    argument,
    found,
    ...(advice !== undefined && { advice }),
  });
}
