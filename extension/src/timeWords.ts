import type { TranslationBundle } from '@jupyterlab/translation';

/** A duration as a reader wants it. */
export function timeWords(trans: TranslationBundle, seconds: number): string {
  if (seconds < 1) return trans.__('%1 ms', Math.max(1, Math.round(1000 * seconds)));
  if (seconds < 90) return trans.__('%1 s', seconds < 10 ? seconds.toFixed(1) : Math.round(seconds));
  if (seconds < 5400) return trans.__('%1 min', Math.round(seconds / 60));
  return trans.__('%1 h', (seconds / 3600).toFixed(1));
}
