import { createHash } from 'node:crypto';
import { INTERVENTION_KINDS, type Intervention, MOST_INTERVENTIONS } from '../../../protocol';
import type { Steering } from '../../contract';
import { isFiniteNumber } from '../cardChecks';

/** Bytes of a name's hash that are kept: two of a million names share them once in forty million times. */
const NAME_BYTES = 8;
/** Characters of the marks of a file at most: some twelve million cells. */
const MOST_CHARACTERS = 2 ** 27;

/** The hash of a set of cells, by their names in any order. */
export function hashOfCells(names: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of [...names].sort()) hash.update(`${name}\n`);
  return hash.digest('hex').slice(0, 16);
}

const markOf = (name: string): string =>
  createHash('sha256').update(name).digest().subarray(0, NAME_BYTES).toString('hex');

/** What a model keeps of its steering. @param names of the cells that were marked */
export function steeringOf(interventions: readonly Intervention[], names: Iterable<string>): Steering {
  const marks = [...new Set(Array.from(names, markOf))].sort();
  return { interventions, cells: Buffer.from(marks.join(''), 'hex').toString('base64') };
}

/** The steering of a training that began from steered weights: what was done to either. */
export function joinSteering(...all: readonly (Steering | undefined)[]): Steering | undefined {
  const list = all.filter((each) => each !== undefined);
  if (list.length < 2) return list[0];
  const marks = [...new Set(list.flatMap((each) => [...marksOf(each)]))].sort();
  return {
    interventions: list.flatMap(({ interventions }) => interventions),
    cells: Buffer.from(marks.join(''), 'hex').toString('base64'),
  };
}

/** Which of some cells were marked, by their place among the names. */
export function steeredAmong(steering: Steering, names: readonly string[]): number[] {
  const marks = marksOf(steering);
  return [...names.keys()].filter((at) => marks.has(markOf(names[at]!)));
}

function marksOf({ cells }: Steering): Set<string> {
  const hex = Buffer.from(cells, 'base64').toString('hex');
  const size = 2 * NAME_BYTES;
  return new Set(Array.from({ length: Math.floor(hex.length / size) }, (_, i) => hex.slice(i * size, (i + 1) * size)));
}

/** The steering on the card of a file: undefined where there is none, false where it is damaged. */
export function readSteering(found: unknown): Steering | undefined | false {
  if (found === undefined) return undefined;
  const { interventions, cells } = (found ?? {}) as Record<string, unknown>;
  const sound =
    Array.isArray(interventions) &&
    interventions.length <= MOST_INTERVENTIONS &&
    interventions.every(isIntervention) &&
    typeof cells === 'string' &&
    cells.length <= MOST_CHARACTERS;
  return sound && { interventions: interventions as Intervention[], cells };
}

/** Whether something from a file is an intervention. */
export function isIntervention(found: unknown): found is Intervention {
  const { kind, step, cells, hash, times, below, patience } = (found ?? {}) as Record<string, unknown>;
  const whole = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
  const maybe = (value: unknown): boolean => value === undefined || isFiniteNumber(value);
  return (
    INTERVENTION_KINDS.some((each) => each === kind) &&
    whole(step) &&
    whole(cells) &&
    typeof hash === 'string' &&
    /^[0-9a-f]{16}$/.test(hash) &&
    [times, below, patience].every(maybe)
  );
}
