import { TissuebookError } from '../../errors';
import type { WorkPlace } from '../../models';
import type { ColumnName, FeatureName, LabelName, RegionName } from '../../names';
import {
  anything,
  checkOptions,
  integer,
  listOf,
  number,
  oneOf,
  seed as seedCheck,
  text,
  type OptionCheck,
} from '../../options';
import { onCheck } from '../shared/onCluster';

/** Whose mean profile is given: all cells of some types, or the most activated cells of the changed types. */
export type Prototype =
  | { types: LabelName<'labels'>[] }
  /** Activation is the mean of the markers' standardized values; `share` of the cells have most of it: 0.2 (ours). */
  | { markers: FeatureName[]; share?: number };

/** The cells of some types get the mean profile of a prototype. Control: the mean profile of their own types. */
export interface Replace {
  kind: 'replace';
  types: LabelName<'labels'>[];
  by: Prototype;
}

/** Cells are put in, with the expression of cells of some types. Control: as many cells of other types at the same places. */
export interface Inject {
  kind: 'inject';
  types: LabelName<'labels'>[];
  /** How many; 15 for each 100 cells of the place (ours). */
  cells?: number;
  /** Chosen places [x, y] instead of drawn ones, in the unit of the data. */
  at?: [number, number][];
  /** 'real': each has the expression of a cell of its type; 'mean': all have the mean. 'real'. */
  expression?: 'real' | 'mean';
  /** Types of the control. The most frequent other type. */
  control?: LabelName<'labels'>[];
}

/** Cells are taken out: those of some types, or all. Control: as many others, of the same place where it has them. */
export interface Remove {
  kind: 'remove';
  types?: LabelName<'labels'>[];
}

/** A gene (or protein) is silenced. Control: another gene, as strongly expressed there, drawn anew for each seed. */
export interface KnockOut {
  kind: 'knockOut';
  gene: FeatureName;
  /** Types of the cells that are changed; all unless given. */
  types?: LabelName<'labels'>[];
  /** The gene of the control, instead of a drawn one. */
  control?: FeatureName;
}

/**
 * A gene (or protein) is raised: a cell has `factor` times its own value, or times the mean of the cells that express it,
 * whichever is more. Control as for a knock-out.
 */
export interface OverExpress {
  kind: 'overExpress';
  gene: FeatureName;
  /** 2 (ours). */
  factor?: number;
  types?: LabelName<'labels'>[];
  control?: FeatureName;
}

/** What is changed. Plain data, as all options are. */
export type Change = Replace | Inject | Remove | KnockOut | OverExpress;

/**
 * Where: the name of a region that is kept with the data (keepRegions), cells by number (as selectCells gives them), a polygon of corners
 * [x, y], or a box [left, low, right, high] in the unit of the positions. `section` says of which section, where the model keeps several apart and outlines lie in one.
 */
export type Where =
  | RegionName
  | { cells: ArrayLike<number> }
  | { polygon: [number, number][]; section?: string }
  | { box: [number, number, number, number]; section?: string };

export interface PerturbOptions {
  what: Change;
  /** Everywhere unless given; cells are then put into a microenvironment that is drawn anew for each seed. */
  where?: Where;
  /** Column of obs with the cell types. Needed where types are named, and by models that infer expression. */
  labels?: ColumnName;
  /** One run for each: [0, 1, 2] (ours). A change that draws nothing runs once. */
  seeds?: number[];
  /** Cells of a drawn microenvironment. 400 (ours). */
  fieldCells?: number;
  /** Ends before the next run and keeps those that are done, as the interrupt of a cell does. */
  signal?: AbortSignal;
  /** Called after each of `total` readings of a model; on a cluster after each of `total` models. */
  onProgress?: (done: number, total: number) => void;
  /** A cluster, whose workers ask the models side by side. */
  on?: WorkPlace;
}

const types = listOf(text);
const pair: OptionCheck = (value) =>
  Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) ? undefined : 'two numbers [x, y]';

const changes: Readonly<Record<Change['kind'], Readonly<Record<string, OptionCheck>>>> = {
  replace: { types, by: anything },
  inject: { types, cells: integer(1, 100_000), at: listOf(pair), expression: oneOf('real', 'mean'), control: types },
  remove: { types },
  knockOut: { gene: text, types, control: text },
  overExpress: { gene: text, factor: number(0), types, control: text },
};

/** Checks all options. @throws TissuebookError 'unknown-option', 'invalid-argument' */
export function checkPerturb(options: PerturbOptions): void {
  checkOptions('perturb', options, {
    what: anything,
    where: anything,
    labels: text,
    seeds: listOf(seedCheck),
    fieldCells: integer(10, 100_000),
    signal: anything,
    onProgress: anything,
    on: onCheck,
  });
  const what: Partial<Change> = options?.what ?? {};
  const kind = what.kind as Change['kind'];
  if (!Object.hasOwn(changes, kind ?? '')) {
    throw wrong('what', what.kind, `what.kind must be one of ${Object.keys(changes).join(', ')}.`);
  }
  checkOptions(`perturb, ${kind}`, what, { kind: text, ...changes[kind] });
  if (what.kind === 'replace') checkPrototype(what.by);
  const needed = { replace: ['types', 'by'], inject: ['types'], remove: [], knockOut: ['gene'], overExpress: ['gene'] };
  for (const name of needed[kind]) {
    if ((what as Record<string, unknown>)[name] === undefined) throw wrong(name, undefined, `${kind} needs ${name}.`);
  }
  if (options.seeds?.length === 0) throw wrong('seeds', 0, 'seeds must hold one seed or more.');
  if ('types' in what && what.types && !options.labels) {
    throw wrong('labels', undefined, 'labels is needed: the column of obs that holds the types.');
  }
}

function checkPrototype(by: Prototype | undefined): void {
  checkOptions('perturb, by', by, { types, markers: types, share: number(0.001, 1) });
  if (by && 'types' in by === 'markers' in by) {
    throw wrong('by', by, 'by takes either types or markers.');
  }
}

export function wrong(argument: string, found: unknown, sentence: string, advice?: string): TissuebookError {
  return new TissuebookError('invalid-argument', `perturb: ${sentence}`, {
    argument,
    found,
    ...(advice !== undefined && { advice }),
  });
}
