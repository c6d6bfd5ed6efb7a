import { type AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import { mapStored } from './mapValues';
import { recordStep } from '../record';

/**
 * The natural logarithm of 1 + x for every value; NaN stays. As scanpy.pp.log1p, which is told by uns['log1p'].
 *
 * @returns a new AnnData with another X
 * @throws TissuebookError 'missing-key' without X, 'invalid-argument' for values of -1 or less
 */
export function log1p(adata: AnnData): AnnData {
  const x = adata.matrix();
  const bad = x.values.find((value) => value <= -1);
  if (bad !== undefined) {
    throw new TissuebookError('invalid-argument', `log1p: X holds ${bad}, which has no logarithm of 1 + x.`, {
      argument: 'X',
      found: bad,
      advice: 'Values that were centred or log-transformed before cannot be transformed again.',
    });
  }
  const uns = new Map(adata.uns).set('log1p', new Map());
  return recordStep(adata, 'log1p()', { X: mapStored(x, Math.log1p), uns });
}
