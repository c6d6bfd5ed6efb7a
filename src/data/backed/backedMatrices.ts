import type { DenseMatrix } from '../denseMatrix';
import type { Table } from '../table';
import type { BackedMatrix } from './backedMatrix';

/** What of a backed AnnData stays in the file. */
export interface BackedMatrices {
  X: BackedMatrix | undefined;
  layers: ReadonlyMap<string, BackedMatrix>;
  obsp: ReadonlyMap<string, BackedMatrix>;
  raw: { X: BackedMatrix; var: Table; varm?: ReadonlyMap<string, DenseMatrix> } | undefined;
}
