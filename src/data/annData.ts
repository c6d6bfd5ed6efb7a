import type { AnnDataParts, AnnotatedData, Raw } from './annDataParts';
import { TissuebookError } from '../errors';
import type { ColumnName, FeatureName, LayerName } from '../names';
import { nearest } from '../options';
import { type FloatArray, severalOf } from './arrays';
import { choose, PARTS, type ViewSelection } from './choose';
import type { Column } from './column';
import type { DenseMatrix } from './denseMatrix';
import { describeAnnData } from './describeAnnData';
import { type Matrix, SparseMatrix } from './sparseMatrix';
import { carryTypes } from './scalarTypes';
import { listNames, type Table } from './table';
import type { Uns } from './uns';
import { displayBundle } from './htmlDisplay';

/**
 * Annotated data in memory, with the parts and the customary keys of Python's anndata.
 * Matrices are not changed in place; obs, var, obsm and the other maps take new entries.
 */
export class AnnData implements AnnotatedData {
  readonly X: Matrix | undefined;
  readonly obs: Table;
  readonly var: Table;
  readonly layers: Map<string, Matrix>;
  readonly obsm: Map<string, DenseMatrix>;
  readonly varm: Map<string, DenseMatrix>;
  readonly obsp: Map<string, Matrix>;
  readonly varp: Map<string, Matrix>;
  readonly obsmTables: Map<string, Table>;
  readonly varmTables: Map<string, Table>;
  readonly uns: Uns;
  readonly raw: Raw | undefined;
  readonly notices: readonly string[];

  /** @throws TissuebookError 'shape-mismatch' when a part does not have a row for each cell or feature */
  constructor(parts: AnnDataParts) {
    this.X = parts.X;
    this.obs = parts.obs;
    this.var = parts.var;
    this.layers = new Map(parts.layers);
    this.obsm = new Map(parts.obsm);
    this.varm = new Map(parts.varm);
    this.obsp = new Map(parts.obsp);
    this.varp = new Map(parts.varp);
    this.obsmTables = new Map(parts.obsmTables);
    this.varmTables = new Map(parts.varmTables);
    this.uns = parts.uns ?? new Map();
    this.raw = parts.raw;
    this.notices = [...(parts.notices ?? [])];
    this.checkShapes();
  }

  /** The number of cells (or spots). */
  get nObs(): number {
    return this.obs.length;
  }

  /** The number of features. */
  get nVars(): number {
    return this.var.length;
  }

  /**
   * Checks that every part fits the cells and features; called again before a file is written, as the maps are open.
   *
   * @throws TissuebookError 'shape-mismatch'
   */
  checkShapes(): void {
    const { nObs, nVars } = this;
    if (this.X) expectShape('X', this.X.rows, this.X.columns, nObs, nVars);
    for (const [name, m] of this.layers) expectShape(`layers['${name}']`, m.rows, m.columns, nObs, nVars);
    for (const [name, m] of this.obsp) expectShape(`obsp['${name}']`, m.rows, m.columns, nObs, nObs);
    for (const [name, m] of this.varp) expectShape(`varp['${name}']`, m.rows, m.columns, nVars, nVars);
    for (const [name, m] of this.obsm) expectShape(`obsm['${name}']`, m.rows, 0, nObs, 0);
    for (const [name, m] of this.varm) expectShape(`varm['${name}']`, m.rows, 0, nVars, 0);
    for (const [name, t] of this.obsmTables) expectShape(`obsm['${name}']`, t.length, 0, nObs, 0);
    for (const [name, t] of this.varmTables) expectShape(`varm['${name}']`, t.length, 0, nVars, 0);
    for (const [name, m] of this.raw?.varm ?? [])
      expectShape(`raw.varm['${name}']`, m.rows, 0, this.raw!.var.length, 0);
    if (this.raw) expectShape('raw.X', this.raw.X.rows, this.raw.X.columns, nObs, this.raw.var.length);
  }

  /**
   * A column of obs.
   *
   * @throws TissuebookError 'missing-key', with near names
   */
  column(name: ColumnName): Column {
    if (this.obs.has(name)) return this.obs.get(name);
    const near = nearest(name, this.obs.names);
    throw new TissuebookError('missing-key', `obs has no column "${name}".`, {
      argument: name,
      found: name,
      advice: `${near ? `Did you mean "${near}"? ` : ''}obs has: ${listNames(this.obs.names)}.`,
    });
  }

  /** The values: X, or a layer by name. @throws TissuebookError 'missing-key' */
  matrix(layer?: LayerName): Matrix {
    const found = layer === undefined ? this.X : this.layers.get(layer);
    if (found) return found;
    throw new TissuebookError('missing-key', layer === undefined ? 'There is no X.' : `There is no layer "${layer}".`, {
      argument: layer === undefined ? 'X' : 'layer',
      found: layer,
      advice: `Layers: ${listNames([...this.layers.keys()])}.`,
    });
  }

  /**
   * The values of one feature in every cell, a copy.
   *
   * @param options.layer a layer's name; X unless given
   * @throws TissuebookError 'missing-key', with near names; 'invalid-argument' for a name that several features have
   */
  feature(name: FeatureName, options: { layer?: LayerName } = {}): FloatArray {
    const at = this.var.index.indexOf(name);
    if (at >= 0 && this.var.index.indexOf(name, at + 1) >= 0) throw severalOf(name, 'var');
    if (at >= 0) return this.matrix(options.layer).column(at);
    const near = nearest(name, this.var.index.slice(0, 50_000));
    throw new TissuebookError('missing-key', `There is no feature "${name}".`, {
      argument: name,
      found: name,
      advice: `${near ? `Did you mean "${near}"? ` : ''}Features: ${listNames(this.var.index)}.`,
    });
  }

  /**
   * Some cells and features, in the order of the selection: a new AnnData, a copy of what is chosen.
   *
   * @throws TissuebookError 'shape-mismatch', 'invalid-argument' or 'missing-key' as `Selection` says
   */
  subset(selection: ViewSelection): AnnData {
    const chosen = choose(this, selection);
    return new AnnData(Object.fromEntries(PARTS.map((name) => [name, chosen[name]()])) as unknown as AnnDataParts);
  }

  /**
   * Some cells and features without a copy, as anndata's views: each part is chosen when it is first used, and kept. What
   * is set in the view stays in the view, what is later set here does not reach it: both are as they were when the view was
   * made.
   *
   * @throws TissuebookError as `subset`
   */
  view(selection: ViewSelection): AnnData {
    const chosen = choose(this.with({}), selection);
    const view = Object.create(AnnData.prototype) as AnnData;
    for (const name of PARTS) {
      const get = (): unknown => {
        const value = chosen[name]();
        Object.defineProperty(view, name, { value, enumerable: true });
        return value;
      };
      Object.defineProperty(view, name, { get, enumerable: true, configurable: true });
    }
    return view;
  }

  /** The same data with some parts replaced; tables and maps are copied, matrices shared. */
  with(changes: Partial<AnnDataParts>): AnnData {
    return new AnnData({
      ...this,
      obs: this.obs.clone(),
      var: this.var.clone(),
      ...changes,
      uns: carryTypes(this.uns, changes.uns ?? new Map(this.uns)),
    });
  }

  /** What is in it, as text. */
  toString(): string {
    return describeAnnData(this);
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}

function expectShape(where: string, rows: number, columns: number, wantRows: number, wantColumns: number): void {
  if (rows === wantRows && columns === wantColumns) return;
  const sizes = wantColumns
    ? `${rows} x ${columns}, not ${wantRows} x ${wantColumns}`
    : `${rows} rows, not ${wantRows}`;
  throw new TissuebookError('shape-mismatch', `${where} has ${sizes}.`, { argument: where, found: [rows, columns] });
}

/** Whether a matrix is stored sparse. */
export function isSparse(matrix: Matrix): matrix is SparseMatrix {
  return matrix instanceof SparseMatrix;
}
