import { DenseMatrix, type Matrix } from '../../data';
import { changedRows, controlGene } from './geneChange';
import type { Replace } from './options';
import { controlTypes, poolOf, type Piece, type Setting } from './region';

/** What one arm of an experiment does to a piece of tissue; cells are numbers in the data. */
export interface Arm {
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

/** The three arms, and what the control is in words. */
export interface Arms {
  readonly before: Arm;
  readonly after: Arm;
  readonly control: Arm;
  readonly controlWords: string;
}

/** Makes the arms of one run. */
export async function makeArms(setting: Setting, piece: Piece, profiles: Profiles, seed: number): Promise<Arms> {
  const { what } = setting.options;
  const before = armOf(profiles);
  const { changed } = piece;
  switch (what.kind) {
    case 'replace': {
      const own = poolOf(setting, what.types);
      const after = armOf(profiles, { altered: changed, profiles: repeated(profiles.own, prototype(setting, what), changed.length) }); // prettier-ignore
      const control = armOf(profiles, { altered: changed, profiles: repeated(profiles.own, own, changed.length) });
      return { before, after, control, controlWords: `the mean profile of all ${what.types.join(' / ')}` };
    }
    case 'inject': {
      const { donors, controlDonors } = piece.added!;
      const others = controlTypes(setting, what);
      const rows = (cells: Int32Array, types: readonly string[]): DenseMatrix =>
        what.expression === 'mean'
          ? repeated(profiles.own, poolOf(setting, types), cells.length)
          : profiles.own.takeRows(cells).toDense();
      return {
        before,
        after: armOf(profiles, { added: rows(donors, what.types) }),
        control: armOf(profiles, { added: rows(controlDonors, others) }),
        controlWords: `as many cells of ${others.join(' / ')} at the same places`,
      };
    }
    case 'remove':
      return {
        before,
        after: armOf(profiles, { gone: changed }),
        control: armOf(profiles, { gone: piece.controls }),
        controlWords: 'as many other cells taken out',
      };
    default: {
      const other = controlGene(setting.adata, changed, what, seed);
      const rows = (gene: string): Promise<DenseMatrix> =>
        profiles.of(changed, changedRows(setting.adata, changed, what, gene, profiles.whole));
      return {
        before,
        after: armOf(profiles, { altered: changed, profiles: await rows(what.gene) }),
        control: armOf(profiles, { altered: changed, profiles: await rows(other) }),
        controlWords: what.control === undefined ? 'a gene as strongly expressed, drawn by seed' : `${what.control} instead`, // prettier-ignore
      };
    }
  }
}

function armOf({ own }: Profiles, changes: Partial<Arm> = {}): Arm {
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
