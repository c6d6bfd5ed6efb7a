import { existsSync, readFileSync, statSync } from 'node:fs';
import { TissuebookError } from '../../errors';

/** Files of scale factors and of an experiment's facts hold a handful of values. */
const MOST_JSON_BYTES = 2 ** 20;

/**
 * The values of a small JSON file by name; none where there is no such file, or it holds something else.
 *
 * @throws TissuebookError 'corrupt'
 */
export function readJson(path: string): Readonly<Record<string, unknown>> {
  if (!existsSync(path)) return {};
  try {
    if (statSync(path).size > MOST_JSON_BYTES) throw new Error('it is too large');
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
  } catch (cause) {
    throw new TissuebookError('corrupt', `${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}
