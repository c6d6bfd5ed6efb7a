import { type AnnData, valuesOf } from '../../data';
import { TissuebookError } from '../../errors';
import type { PerturbationColumn } from '../contract';

/** Classes to learn. */
export interface ClassTargets {
  /** In sorted order. */
  readonly classes: readonly string[];
  /** Class of each cell; -1 for one without, which is company only. */
  readonly codes: Int32Array;
  readonly notices: readonly string[];
}

/** Names that a message shows. */
const SHOWN = 8;
const list = (names: readonly string[]): string =>
  `${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ', ...' : ''}`;

/**
 * The classes of the cells trained on; a class that none of them has is unknown to the model.
 *
 * @throws TissuebookError 'missing-key' (no such column), 'invalid-argument' (fewer than two classes)
 */
export function readClasses(
  where: string,
  tables: readonly AnnData[],
  column: string,
  open: ArrayLike<number>,
): ClassTargets {
  const labels = textsOf(tables, column);
  const counts = new Map<string, number>();
  for (const cell of Array.from(open)) {
    const label = labels[cell]!;
    if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const classes = [...counts.keys()].sort();
  if (classes.length < 2) {
    throw new TissuebookError(
      'invalid-argument',
      `${where}: obs["${column}"] has ${classes.length} classes among the cells trained on.`,
      {
        argument: 'labels',
        found: classes,
        advice: 'Classes are told apart: give a column with two or more.',
      },
    );
  }
  const place = new Map(classes.map((name, at) => [name, at]));
  const codes = Int32Array.from(labels, (label) => (label === null ? -1 : (place.get(label) ?? -1)));
  const single = classes.filter((name) => counts.get(name) === 1);
  const unknown = [...new Set(labels.filter((label) => label !== null && !place.has(label)))] as string[];
  const company = codes.filter((code) => code < 0).length;
  return {
    classes,
    codes,
    notices: [
      ...(company > 0
        ? [`${company} cells without a class to learn are company: the others see them, and they are no target.`]
        : []),
      ...(single.length > 0 ? [`${single.length} classes have one cell to learn from: ${list(single)}.`] : []),
      ...(unknown.length > 0 ? [`No cell trained on has the class ${list(unknown)}: the model does not know it.`] : []),
    ],
  };
}

/** What was perturbed in the cells trained on. */
export interface Screen {
  readonly controls: Int32Array;
  /** Sorted by name; cells of each, and its genes. */
  readonly perturbations: readonly {
    readonly name: string;
    readonly genes: readonly string[];
    readonly cells: Int32Array;
  }[];
}

/**
 * Reads a screen; names of pairs are joined by '+'.
 *
 * @throws TissuebookError 'missing-key' (no such column), 'invalid-argument' (fewer than two controls, nothing perturbed)
 */
export function readScreen(
  where: string,
  tables: readonly AnnData[],
  { column, control }: PerturbationColumn,
  open: ArrayLike<number>,
): Screen {
  const names = textsOf(tables, column);
  const groups = new Map<string, number[]>();
  for (const cell of Array.from(open)) {
    const name = names[cell];
    if (typeof name === 'string') groups.set(name, [...(groups.get(name) ?? []), cell]);
  }
  const controls = Int32Array.from(groups.get(control) ?? []);
  groups.delete(control);
  const wrong = (sentence: string, found: unknown): TissuebookError =>
    new TissuebookError('invalid-argument', `${where}: ${sentence}`, {
      argument: 'perturbations',
      found,
      advice: `obs["${column}"] holds: ${list([...new Set(names.map(String))])}.`,
    });
  if (controls.length < 2)
    throw wrong(`${controls.length} cells to train on are called "${control}".`, controls.length);
  if (groups.size === 0) throw wrong('no cell to train on is perturbed.', 0);
  const perturbations = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, cells]) => ({
      name,
      genes: genesOf(name),
      cells: Int32Array.from(cells),
    }));
  return { controls, perturbations };
}

/** Every gene that a column says was perturbed, controls left out. */
export function perturbedGenes(tables: readonly AnnData[], { column, control }: PerturbationColumn): string[] {
  const names = new Set(textsOf(tables, column));
  return [...new Set([...names].flatMap((name) => (name === null || name === control ? [] : genesOf(name))))].sort();
}

const genesOf = (name: string): string[] =>
  name
    .split('+')
    .map((gene) => gene.trim())
    .filter((gene) => gene !== '');

function textsOf(tables: readonly AnnData[], column: string): (string | null)[] {
  return tables.flatMap((table) =>
    valuesOf(table.column(column)).map((value) => (value === null ? null : String(value))),
  );
}
