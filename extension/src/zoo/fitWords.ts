import type { TranslationBundle } from '@jupyterlab/translation';
import type { ZooSummary, ZooFit } from '../../../src/protocol/models';
import { timeWords } from '../timeWords';

/** How a model fits the data of a variable, in a sentence. */
export function fitWords(trans: TranslationBundle, name: string, { cells, features }: ZooSummary, fit: ZooFit): string {
  if ('refused' in fit) return trans.__('Does not fit %1: %2', name, fit.refused.slice(0, 600));
  const count = (value: number): string => value.toLocaleString('en');
  const megabytes = Math.max(1, Math.round(fit.bytes / 1e6));
  return (
    trans.__('Fits %1 (%2 cells, %3 features): ', name, count(cells), count(features)) +
    trans.__(
      '%1 parameters, about %2 MB, about %3 to train here.',
      count(fit.parameters),
      count(megabytes),
      timeWords(trans, fit.seconds),
    )
  );
}
