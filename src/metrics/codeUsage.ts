import { exactMath } from '../exactMath';
import { checkArgument, integer } from '../options';
import { checkNumbers } from './checks';
import { TissuebookError } from '../errors';
import { entropyOf } from './contingency';

/** How a codebook is used. */
export interface CodeUsage {
  /** How often each code occurs. */
  counts: Int32Array;
  /** Codes that occur at all. */
  used: number;
  /** exp of the entropy of the counts: how many codes, equally used, would be as varied. From 1 to the number of codes. */
  perplexity: number;
}

/**
 * How often each code of a codebook is used.
 *
 * @param codes the code of each cell, from 0 to size - 1
 * @param size the number of codes
 * @throws TissuebookError 'invalid-argument' for a code outside
 */
export function codeUsage(codes: ArrayLike<number>, size: number): CodeUsage {
  checkNumbers('codeUsage', 'codes', codes);
  checkArgument('codeUsage', 'size', size, integer(1));
  const counts = new Int32Array(size);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (!Number.isInteger(code) || code < 0 || code >= size) {
      throw new TissuebookError('invalid-argument', `codeUsage: ${code} is no code from 0 to ${size - 1}.`, {
        argument: 'codes',
        found: code,
      });
    }
    counts[code]!++;
  }
  return { counts, used: counts.filter((count) => count > 0).length, perplexity: exactMath.exp(entropyOf(counts)) };
}
