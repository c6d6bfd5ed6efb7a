import { AnnData, DenseMatrix, MuData, SparseMatrix, Table } from '../../data';
import { Graph } from '../../graph';
import {
  CellplmResult,
  CifmResult,
  ScmoformerResult,
  ScmognnResult,
  SpaformerResult,
  SpatiaResult,
  SquintResult,
  StalignResult,
} from '../../models';
import { ImputationResult } from '../../tasks';
import type { Kind } from './pack';
import { SentModel } from './sentModel';

type Class<T> = { readonly prototype: T; readonly name: string };

function kind<T extends object, P>(type: Class<T>, parts: (value: T) => P, make: (parts: P) => T): Kind {
  return { name: type.name, is: (value) => value.constructor === type, parts, make };
}

/** For classes whose fields are all there is. */
function ofFields<T extends object>(type: Class<T>): Kind {
  return kind(
    type,
    (value) => ({ ...value }),
    (parts) => Object.assign(Object.create(type.prototype) as T, parts),
  );
}

/** The library's objects that travel to a worker and back. */
export const KINDS: readonly Kind[] = [
  kind(
    AnnData,
    ({ X, obs, var: features, layers, obsm, varm, obsp, varp, obsmTables, varmTables, uns, raw, notices }) => ({
      ...{ X, obs, var: features, layers, obsm, varm, obsp, varp, obsmTables, varmTables, uns, raw, notices },
    }),
    (parts) => new AnnData(parts),
  ),
  kind(
    MuData,
    (mdata) => {
      const { mod, obsmap, varmap } = mdata;
      const { obs, var: features, obsm, varm, obsp, varp, obsmTables, varmTables, uns, notices } = mdata;
      return { mod, obsmap, varmap, obs, var: features, obsm, varm, obsp, varp, obsmTables, varmTables, uns, notices };
    },
    (parts) => new MuData(parts),
  ),
  kind(
    Table,
    (table) => ({
      index: table.index,
      columns: table.names.map((name) => [name, table.get(name)] as const),
      facts: { indexName: table.indexName, notices: table.notices },
    }),
    ({ index, columns, facts }) => new Table(index, columns, facts),
  ),
  kind(
    DenseMatrix,
    ({ rows, columns, values, inner }) => ({ rows, columns, values, inner }),
    ({ rows, columns, values, inner }) => new DenseMatrix(rows, columns, values, inner),
  ),
  kind(
    SparseMatrix,
    ({ rows, columns, indptr, indices, values }) => ({ rows, columns, indptr, indices, values }),
    ({ rows, columns, ...parts }) => new SparseMatrix(rows, columns, parts),
  ),
  kind(
    Graph,
    ({ nNodes, indptr, indices, weights }) => ({ nNodes, indptr, indices, weights }),
    ({ nNodes, indptr, indices, weights }) => new Graph(nNodes, indptr, indices, weights),
  ),
  ...[SentModel, ImputationResult, SquintResult, CifmResult, SpaformerResult, CellplmResult].map((type) =>
    ofFields<object>(type),
  ),
  ...[ScmognnResult, ScmoformerResult, StalignResult, SpatiaResult].map((type) => ofFields<object>(type)),
];
