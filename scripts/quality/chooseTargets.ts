import type { QualityTarget } from '../../tests/quality/target';
import { SetupError } from '../setup/report';

/**
 * Targets by their ids or the names of their models; all of them unless asked.
 * @throws SetupError for a name of neither
 */
export function chooseTargets(all: readonly QualityTarget[], asked?: readonly string[]): QualityTarget[] {
  const known = [...new Set(all.flatMap(({ id, model }) => [model, id]))];
  const unknown = (asked ?? []).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new SetupError(`there is no target ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  }
  return all.filter(({ id, model }) => !asked || asked.includes(id) || asked.includes(model));
}
