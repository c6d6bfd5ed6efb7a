import { exactMath } from '../../exactMath';
import { checkAnnData } from '../../data/checkAnnData';
import type { AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import { mapStored, rowStarts } from './mapValues';
import { recordStep } from '../record';
import { log1pOf } from './log1pOf';

/**
 * The natural logarithm of 1 + x for every value; NaN stays. As scanpy.pp.log1p, which is told by uns['log1p'],
 * with its base e. Values that uns['log1p'] says to be logarithms already are transformed once more, as scanpy does; the
 * recorded step and a warning of the process (`process.on('warning', ...)`) say so.
 *
 * @returns a new AnnData with another X
 * @throws TissuebookError 'missing-key' without X, 'invalid-argument' for values of -1 or less
 */
export function log1p(adata: AnnData): AnnData {
  checkAnnData('log1p', 'adata', adata);
  const x = adata.matrix();
  const X = mapStored(x, (values) => log1pOf(values, logarithmBelowZero, rowStarts(x)));
  // Scanpy before 1.9.3 fails on a log1p without a base, and none of its versions differs between e and no base.
  const uns = new Map(adata.uns).set('log1p', new Map([['base', Math.E]]));
  const twice = adata.uns.has('log1p');
  if (twice) {
    process.emitWarning("log1p: X seems to be log-transformed already (uns['log1p']); it is transformed once more.", {
      code: 'TISSUEBOOK_LOG1P_TWICE',
    });
  }
  return recordStep(adata, twice ? 'log1p() of values that were log-transformed before' : 'log1p()', {
    X,
    uns,
  });
}

/** @throws TissuebookError 'invalid-argument' for what has no logarithm of 1 + x; NaN stays */
function logarithmBelowZero(x: number): number {
  if (!(x <= -1)) return exactMath.log1p(x);
  throw new TissuebookError('invalid-argument', `log1p: X holds ${x}, which has no logarithm of 1 + x.`, {
    argument: 'X',
    found: x,
    advice: 'Values that were centered or log-transformed before cannot be transformed again.',
  });
}
