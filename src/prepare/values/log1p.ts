import { checkAnnData } from '../../data/checkAnnData';
import type { AnnData, FloatArray } from '../../data';
import { TissuebookError } from '../../errors';
import { mapStored } from './mapValues';
import { recordStep } from '../record';
import { log1pOf } from './tabulated';

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
  const bad = firstWithout(x.values);
  if (bad !== undefined) {
    throw new TissuebookError('invalid-argument', `log1p: X holds ${bad}, which has no logarithm of 1 + x.`, {
      argument: 'X',
      found: bad,
      advice: 'Values that were centered or log-transformed before cannot be transformed again.',
    });
  }
  // Scanpy before 1.9.3 fails on a log1p without a base, and none of its versions differs between e and no base.
  const uns = new Map(adata.uns).set('log1p', new Map([['base', Math.E]]));
  const twice = adata.uns.has('log1p');
  if (twice) {
    process.emitWarning("log1p: X seems to be log-transformed already (uns['log1p']); it is transformed once more.", {
      code: 'TISSUEBOOK_LOG1P_TWICE',
    });
  }
  return recordStep(adata, twice ? 'log1p() of values that were log-transformed before' : 'log1p()', {
    X: mapStored(x, log1pOf),
    uns,
  });
}

/** The first value that has no logarithm. A loop: find() of typed arrays takes several times as long. */
function firstWithout(values: FloatArray): number | undefined {
  for (let e = 0; e < values.length; e++) if (values[e]! <= -1) return values[e];
  return undefined;
}
