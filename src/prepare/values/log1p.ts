import type { AnnData, FloatArray } from '../../data';
import { TissuebookError } from '../../errors';
import { mapStored } from './mapValues';
import { recordStep } from '../record';
import { log1pOf } from './tabulated';

/**
 * The natural logarithm of 1 + x for every value; NaN stays. As scanpy.pp.log1p, which is told by uns['log1p'] with the
 * base, e: scanpy up to 1.9.2 looks for it.
 *
 * @returns a new AnnData with another X
 * @throws TissuebookError 'missing-key' without X, 'invalid-argument' for values of -1 or less
 */
export function log1p(adata: AnnData): AnnData {
  const x = adata.matrix();
  const bad = firstWithout(x.values);
  if (bad !== undefined) {
    throw new TissuebookError('invalid-argument', `log1p: X holds ${bad}, which has no logarithm of 1 + x.`, {
      argument: 'X',
      found: bad,
      advice: 'Values that were centered or log-transformed before cannot be transformed again.',
    });
  }
  const uns = new Map(adata.uns).set('log1p', new Map([['base', Math.E]]));
  return recordStep(adata, 'log1p()', { X: mapStored(x, log1pOf), uns });
}

/** The first value that has no logarithm. A loop: find() of typed arrays takes several times as long. */
function firstWithout(values: FloatArray): number | undefined {
  for (let e = 0; e < values.length; e++) if (values[e]! <= -1) return values[e];
  return undefined;
}
