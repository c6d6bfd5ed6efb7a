import { exactMath } from '../../exactMath';
import { type AnnData } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { checkOptions, number } from '../../options';
import { mapStored } from './mapValues';
import { recordStep } from '../record';

export interface AsinhOptions {
  /** Intensities well below it stay linear, well above it become logarithmic. 5, customary for protein intensities. */
  cofactor?: number;
}

/**
 * The inverse hyperbolic sine of x / cofactor for every value: the customary transformation of protein intensities.
 *
 * @returns a new AnnData with another X
 * @throws TissuebookError 'missing-key' without X
 */
export function asinh(adata: AnnData, options: AsinhOptions = {}): AnnData {
  checkAnnData('asinh', 'adata', adata);
  checkOptions('asinh', options, { cofactor: number(Number.MIN_VALUE) });
  const cofactor = options.cofactor ?? 5;
  const X = mapStored(adata.matrix(), (values) => {
    const out = values.slice();
    // A loop: map() of typed arrays takes several times as long.
    for (let e = 0; e < out.length; e++) out[e] = exactMath.asinh(out[e]! / cofactor);
    return out;
  });
  return recordStep(adata, `asinh(cofactor ${cofactor})`, { X }, { options });
}
