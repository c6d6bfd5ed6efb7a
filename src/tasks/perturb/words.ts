import type { Change } from './options';
import type { Estimate, PerturbationSummary } from './summary';

/** What was done, in a sentence. */
export function describeChange({ options, runs, models }: PerturbationSummary): string {
  const [first] = runs;
  const count = first!.changed.length || first!.places.length;
  const many = runs.length === 1 ? '' : ` ${runs.length} runs${models.length > 1 ? ` of ${models.length} models` : ''}, the first with these numbers.`; // prettier-ignore
  return `${doneTo(options.what, count)}; ${first!.watched.length} cells are looked at.${many}`;
}

function doneTo(what: Change, count: number): string {
  const of = 'types' in what && what.types ? ` of ${what.types.join(' / ')}` : '';
  switch (what.kind) {
    case 'replace':
      return `${count} cells${of} got the mean profile of ${'types' in what.by ? `all ${what.by.types.join(' / ')}` : 'the most activated ones'}`;
    case 'inject':
      return `${count} cells${of} were put in`;
    case 'remove':
      return `${count} cells${of} were taken out`;
    case 'knockOut':
      return `${what.gene} was silenced in ${count} cells${of}`;
    case 'overExpress':
      return `${what.gene} was raised in ${count} cells${of}`;
  }
}

export const percent = (share: number): string => (Number.isNaN(share) ? '-' : `${(100 * share).toFixed(1)}%`);

/** An estimate in percentage points, with its interval where it has one. */
export function points({ mean, low, high }: Estimate): string {
  const signed = (value: number): string => `${100 * value <= -0.05 ? '-' : '+'}${Math.abs(100 * value).toFixed(1)}`;
  return Number.isNaN(low) ? signed(mean) : `${signed(mean)} [${signed(low)}, ${signed(high)}]`;
}
