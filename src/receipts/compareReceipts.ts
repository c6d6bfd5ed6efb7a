import type { Digest } from './digest';
import type { PlainOption, Receipt } from './receipt';

/** Something in which a step that was taken again differs from its receipt. */
export interface Difference {
  /** The place of the step among those compared, from 0. */
  step: number;
  /** What differs. 'version' and 'machine' alone are no failure: they may explain one. */
  kind: 'step' | 'option' | 'given' | 'made' | 'version' | 'machine';
  /** A sentence that says what differs, and by how much where that can be told. */
  text: string;
}

/**
 * In what steps that were taken again differ from their receipts, in the order of the steps. An empty list: every bit is the same, by the same version on
 * the same kind of machine.
 *
 * @param saved the receipts of then
 * @param again those of now
 */
export function compareReceipts(saved: readonly Receipt[], again: readonly Receipt[]): Difference[] {
  const found: Difference[] = [];
  for (let step = 0; step < Math.max(saved.length, again.length); step++) {
    const [then, now] = [saved[step], again[step]];
    const say = (kind: Difference['kind'], text: string): void => void found.push({ step, kind, text });
    if (!then) say('step', `${now!.step} is new.`);
    else if (!now) say('step', `${then.step} was not taken again.`);
    else compareOne(then, now, say);
  }
  return found;
}

function compareOne(then: Receipt, now: Receipt, say: (kind: Difference['kind'], text: string) => void): void {
  const verb = (receipt: Receipt): string => receipt.step.split('(')[0]!;
  if (verb(then) !== verb(now)) return say('step', `${then.step} then, ${now.step} now.`);
  for (const name of namesOf(then.options, now.options)) {
    const [a, b] = [then.options[name], now.options[name]];
    if (JSON.stringify(a) !== JSON.stringify(b))
      say('option', `${verb(then)}: ${name} was ${written(a)}, and is ${written(b)}.`);
  }
  if (then.by.tissuebook !== now.by.tissuebook)
    say('version', `${verb(then)}: Tissuebook was ${then.by.tissuebook}, and is ${now.by.tissuebook}.`);
  if (then.by.node !== now.by.node) say('version', `${verb(then)}: Node was ${then.by.node}, and is ${now.by.node}.`);
  if (then.by.machine !== now.by.machine)
    say('machine', `${verb(then)}: the machine was ${then.by.machine}, and is ${now.by.machine}.`);
  for (const part of namesOf(then.given, now.given)) {
    if (then.given[part] !== now.given[part])
      say('given', `${verb(then)} was given another ${part}${presence(then.given[part], now.given[part])}.`);
  }
  for (const part of namesOf(then.made, now.made)) {
    const [a, b] = [then.made[part], now.made[part]];
    if (a?.hash !== b?.hash)
      say('made', `${verb(then)} made another ${part}${a && b ? `: ${howMuch(a, b)}` : presence(a, b)}.`);
  }
}

const namesOf = (a: object, b: object): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])];

const presence = (then: unknown, now: unknown): string => (then === undefined ? ', which was not there' : now === undefined ? ', which is missing' : ''); // prettier-ignore

const written = (option: PlainOption | undefined): string =>
  option === undefined ? 'not given' : JSON.stringify(option);

/** How far two digests are apart, by the values that they keep. */
export function howMuch(then: Digest, now: Digest): string {
  if (then.form !== now.form) return `${then.form} then, ${now.form} now`;
  const count = then.sample.length;
  if (count === 0) return 'by how much cannot be told';
  const apart = then.sample.flatMap((value, i) => (value === now.sample[i] ? [] : [i]));
  if (apart.length === 0) return `the ${count} values that were kept are the same; others differ`;
  const share = `${apart.length} of ${count} values that were kept`;
  const gaps = apart.map((i) => [then.sample[i], now.sample[i]] as const);
  if (!gaps.every(([a, b]) => typeof a === 'number' && typeof b === 'number')) {
    const [a, b] = gaps[0]!;
    return `${share}, the first ${JSON.stringify(a)} then and ${JSON.stringify(b)} now`;
  }
  const largest = Math.max(...gaps.map(([a, b]) => Math.abs((a as number) - (b as number))));
  const numbers = then.sample.filter((value) => typeof value === 'number');
  const size = Math.sqrt(numbers.reduce((sum, value) => sum + value * value, 0) / numbers.length);
  const relative = size > 0 ? `, ${(largest / size).toExponential(1)} of their root mean square` : '';
  return `${share}, by ${largest.toExponential(1)} at the most${relative}`;
}
