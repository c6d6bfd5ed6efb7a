import { DenseMatrix, type Matrix } from '../../data';
import { changedRows, controlGene } from './geneChange';
import type { Replace } from './options';
import { controlTypes, poolOf, type ChangedRegion, type Setting } from './region';

/** What one condition of an experiment does to a region of tissue; cells are numbers in the data. */
export interface Condition {
  /** Cells that are taken out. */
  readonly gone: Int32Array;
  /** Cells with another profile, and their profiles [cells, genes]. */
  readonly altered: Int32Array;
  readonly profiles: DenseMatrix;
  /** Profiles of cells that are put in [places, genes]. */
  readonly added: DenseMatrix;
}

/** Values as a model takes profiles: X, or X prepared. */
export interface Profiles {
  /** [nObs, genes] */
  readonly own: Matrix;
  /** Whether X holds counts, so that changed values must be whole numbers. */
  readonly whole: boolean;
  /** The same of some cells [cells, genes] whose X is another one [cells, features]. */
  of(cells: Int32Array, x: DenseMatrix): Promise<DenseMatrix>;
}

/** The three conditions, and what the control is in words. */
export interface Conditions {
  readonly before: Condition;
  readonly after: Condition;
  readonly control: Condition;
  readonly controlWords: string;
}

/** Makes the conditions of one run. */
export async function makeConditions(
  setting: Setting,
  region: ChangedRegion,
  profiles: Profiles,
  seed: number,
): Promise<Conditions> {
  const { what } = setting.options;
  const before = conditionOf(profiles);
  const { changed } = region;
  switch (what.kind) {
    case 'replace': {
      const own = poolOf(setting, what.types);
      const after = conditionOf(profiles, { altered: changed, profiles: repeated(profiles.own, prototype(setting, what), changed.length) }); // prettier-ignore
      const control = conditionOf(profiles, {
        altered: changed,
        profiles: repeated(profiles.own, own, changed.length),
      });
      return { before, after, control, controlWords: `the mean profile of all ${what.types.join(' / ')}` };
    }
    case 'inject': {
      const { donors, controlDonors } = region.added!;
      const others = controlTypes(setting, what);
      const rows = (cells: Int32Array, types: readonly string[]): DenseMatrix =>
        what.expression === 'mean'
          ? repeated(profiles.own, poolOf(setting, types), cells.length)
          : profiles.own.takeRows(cells).toDense();
      return {
        before,
        after: conditionOf(profiles, { added: rows(donors, what.types) }),
        control: conditionOf(profiles, { added: rows(controlDonors, others) }),
        controlWords: `as many cells of ${others.join(' / ')} at the same places`,
      };
    }
    case 'remove':
      return {
        before,
        after: conditionOf(profiles, { gone: changed }),
        control: conditionOf(profiles, { gone: region.controls }),
        controlWords: 'as many other cells taken out',
      };
    default: {
      const other = controlGene(setting.adata, changed, what, seed);
      const rows = (gene: string): Promise<DenseMatrix> =>
        profiles.of(changed, changedRows(setting.adata, changed, what, gene, profiles.whole));
      return {
        before,
        after: conditionOf(profiles, { altered: changed, profiles: await rows(what.gene) }),
        control: conditionOf(profiles, { altered: changed, profiles: await rows(other) }),
        controlWords: what.control === undefined ? 'a gene as strongly expressed, drawn by seed' : `${what.control} instead`, // prettier-ignore
      };
    }
  }
}

function conditionOf({ own }: Profiles, changes: Partial<Condition> = {}): Condition {
  const none = new Int32Array(0);
  const nothing = DenseMatrix.zeros(0, own.columns);
  return { gone: none, altered: none, profiles: nothing, added: nothing, ...changes };
}

/** The mean profile of some cells, as rows. */
function repeated(matrix: Matrix, cells: Int32Array, rows: number): DenseMatrix {
  const mean = new Float64Array(matrix.columns);
  for (const cell of cells) matrix.row(cell).forEach((value, j) => (mean[j]! += value / cells.length));
  const out = DenseMatrix.zeros(rows, matrix.columns);
  for (let i = 0; i < rows; i++) out.row(i).set(mean);
  return out;
}

/** The cells whose mean profile is given. */
function prototype(setting: Setting, { types, by }: Replace): Int32Array {
  if ('types' in by) return poolOf(setting, by.types);
  const members = poolOf(setting, types);
  const activation = meanOfMarkers(setting, by.markers, members);
  const order = Int32Array.from(members.keys()).sort((a, b) => activation[b]! - activation[a]! || a - b);
  return order.slice(0, Math.max(1, Math.round((by.share ?? 0.2) * members.length))).map((at) => members[at]!);
}

/** The mean over the markers of values standardized among the given cells. */
function meanOfMarkers({ adata }: Setting, markers: readonly string[], cells: Int32Array): Float64Array {
  const out = new Float64Array(cells.length);
  for (const marker of markers) {
    const all = adata.feature(marker);
    const values = Float64Array.from(cells, (cell) => all[cell]!);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const spread = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length) || 1;
    values.forEach((value, i) => (out[i]! += (value - mean) / spread / markers.length));
  }
  return out;
}
