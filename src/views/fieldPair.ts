import { type AnnData, DenseMatrix } from '../data';
import { TissuebookError } from '../errors';
import { cellValues } from './cellColor';

/** Between the names of two fields that are the axes of a picture. */
const BETWEEN = ' × ';

/** The name of two fields as the places of cells, which selections keep. */
export const fieldPairName = (x: string, y: string, layer?: string): string =>
  `${x}${BETWEEN}${y}${layer === undefined ? '' : `${BETWEEN}${layer}`}`;

/** The values of two fields [nObs, 2] by such a name; undefined for another name. */
export function pairOfFields(adata: AnnData, name: string): DenseMatrix | undefined {
  const [x, y, layer, ...more] = name.split(BETWEEN);
  if (x === undefined || y === undefined || more.length > 0) return undefined;
  const known = (field: string): boolean => adata.obs.has(field) || adata.var.index.includes(field);
  return known(x) && known(y) && (layer === undefined || adata.layers.has(layer))
    ? fieldPair(adata, x, y, layer)
    : undefined;
}

/**
 * The values of two fields, columns of obs with numbers or features, as places [nObs, 2].
 *
 * @throws TissuebookError 'missing-key', with near names; 'invalid-argument' for a field of labels, 'not-finite'
 */
export function fieldPair(adata: AnnData, x: string, y: string, layer?: string): DenseMatrix {
  const out = new DenseMatrix(adata.nObs, 2, new Float64Array(2 * adata.nObs));
  [x, y].forEach((field, axis) => {
    const found = cellValues(adata, field, layer);
    if (found.kind !== 'value') {
      throw new TissuebookError('invalid-argument', `"${field}" holds labels, not numbers.`, {
        argument: axis === 0 ? 'x' : 'y',
        found: field,
        advice: 'An axis takes a feature or a column of numbers.',
      });
    }
    const bad = found.values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new TissuebookError('not-finite', `"${field}" of cell ${bad} is ${found.values[bad]}.`, {
        argument: axis === 0 ? 'x' : 'y',
        found: found.values[bad],
        advice: 'Leave such cells out with subset.',
      });
    }
    found.values.forEach((value, i) => (out.values[2 * i + axis] = value));
  });
  return out;
}
