import type { DenseMatrix } from './denseMatrix';
import type { Matrix } from './sparseMatrix';
import type { Table } from './table';
import type { Uns } from './uns';

/** The data as they were before preparation: other features than X may have, the same cells. */
export interface Raw {
  /** [nObs, features of raw.var] */
  X: Matrix;
  var: Table;
  /** Numbers for each of those features. */
  varm?: ReadonlyMap<string, DenseMatrix>;
}

/** The parts of an AnnData, all of them but obs and var optional. */
export interface AnnDataParts {
  /** Values [nObs, nVars]: cells (or spots) in rows, features (genes, proteins) in columns. */
  X?: Matrix | undefined;
  /** One row for each cell. */
  obs: Table;
  /** One row for each feature. */
  var: Table;
  /** Other values of X's shape, as counts. */
  layers?: Iterable<readonly [string, Matrix]>;
  /** Numbers for each cell, as 'spatial' [nObs, 2]. */
  obsm?: Iterable<readonly [string, DenseMatrix]>;
  /** Numbers for each feature. */
  varm?: Iterable<readonly [string, DenseMatrix]>;
  /** Numbers for pairs of cells: graphs [nObs, nObs]. */
  obsp?: Iterable<readonly [string, Matrix]>;
  /** Numbers for pairs of features [nVars, nVars]. */
  varp?: Iterable<readonly [string, Matrix]>;
  /** Tables with a row for each cell, where a file keeps a data frame in obsm. */
  obsmTables?: Iterable<readonly [string, Table]>;
  /** Tables with a row for each feature, where a file keeps a data frame in varm. */
  varmTables?: Iterable<readonly [string, Table]>;
  /** Everything else, by name. */
  uns?: Uns;
  raw?: Raw | undefined;
  /** What a reader had to leave out or to change, in sentences. */
  notices?: readonly string[];
}

/** The parts of an AnnData as it holds them. */
export interface AnnotatedData {
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
  readonly nObs: number;
  readonly nVars: number;
}
