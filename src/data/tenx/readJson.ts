import { existsSync, statSync } from 'node:fs';
import { TissuebookError } from '../../errors';
import { textBytes } from '../text/decodeText';

/** Files of scale factors and of an experiment's facts hold a handful of values. */
const MOST_JSON_BYTES = 2 ** 20;

/**
 * The values of a small JSON file, also packed, by name; none where there is no such file, or it holds something else.
 *
 * @throws TissuebookError 'corrupt'
 */
export function readJson(path: string): Readonly<Record<string, unknown>> {
  if (!existsSync(path)) return {};
  try {
    if (statSync(path).size > MOST_JSON_BYTES) throw new Error('it is too large');
    const found: unknown = JSON.parse(textBytes(path, MOST_JSON_BYTES).toString('utf8'));
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
  } catch (cause) {
    throw new TissuebookError('corrupt', `${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}
