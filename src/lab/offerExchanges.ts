import { AnnData, DenseMatrix, MuData, readH5ad, readH5mu, SparseMatrix, Table, writeH5ad, writeH5mu } from '../data';
import { type Exchange, kernelApi } from '../protocol';

/**
 * Cells in Python are given AnnData, MuData, tables and matrices, and give them, as files that both sides know. A table passes as the obs
 * of an AnnData, a matrix as its X. Outside of a kernel nothing is offered.
 */
export function offerExchanges(): void {
  const kernel = kernelApi();
  for (const exchange of EXCHANGES) kernel?.offerExchange(exchange);
}

const EXCHANGES: readonly Exchange[] = [
  {
    kind: 'anndata',
    type: "import('tissuebook').AnnData",
    takes: (value) => value instanceof AnnData,
    write: (value, file) => written(writeH5ad(value as AnnData, file)),
    read: (file) => readH5ad(file),
  },
  {
    kind: 'mudata',
    type: "import('tissuebook').MuData",
    takes: (value) => value instanceof MuData,
    write: (value, file) => written(writeH5mu(value as MuData, file)),
    read: (file) => readH5mu(file),
  },
  {
    kind: 'table',
    type: "import('tissuebook').Table",
    takes: (value) => value instanceof Table,
    write: (value, file) => written(writeH5ad(new AnnData({ obs: value as Table, var: new Table([]) }), file)),
    read: async (file) => (await readH5ad(file)).obs,
  },
  {
    kind: 'matrix',
    type: "import('tissuebook').Matrix",
    takes: (value) => value instanceof DenseMatrix || value instanceof SparseMatrix,
    write: (value, file) => written(writeH5ad(bare(value as DenseMatrix | SparseMatrix), file)),
    read: async (file) => (await readH5ad(file)).X,
  },
];

/** What a writer could not write as it is, is said in the cell. */
async function written(writing: Promise<{ notices: readonly string[] }>): Promise<void> {
  const { notices } = await writing;
  for (const notice of notices) kernelApi()?.display({ 'text/plain': notice });
}

function bare(X: DenseMatrix | SparseMatrix): AnnData {
  return new AnnData({ X, obs: new Table(numbers(X.rows)), var: new Table(numbers(X.columns)) });
}

function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(i));
}
