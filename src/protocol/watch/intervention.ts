/** What a person does to a training while it goes: takes cells out of it, lets them count more, or has it end by them. */
export const INTERVENTION_KINDS = ['hold-out', 'look-more', 'stop-when'] as const;

export type InterventionKind = (typeof INTERVENTION_KINDS)[number];

/** Something that a person did to a training while looking at it. */
export interface Intervention {
  readonly kind: InterventionKind;
  /** Steps that were done before it: the step with this number, counted from 0, is the first that it changes. */
  readonly step: number;
  /** How many cells were marked. */
  readonly cells: number;
  /** The first 16 hexadecimal digits of the SHA-256 of their names, sorted, a line each. */
  readonly hash: string;
  /** Of 'look-more': how many times a cell counts. */
  readonly times?: number;
  /** Of 'stop-when': the training ends once the mean error of the cells is below this. */
  readonly below?: number;
  /** Of 'stop-when': it ends after so many looks at the cells without a better one. */
  readonly patience?: number;
}

/** An intervention in words: '312 cells are held out from step 120 on'. */
export function interventionText({ kind, step, cells, times, below, patience }: Intervention): string {
  const who = `${cells.toLocaleString('en')} cells`;
  if (kind === 'hold-out') return `${who} were held out from step ${step + 1} on`;
  if (kind === 'look-more') return `${who} counted ${times} times from step ${step + 1} on`;
  const rule = below === undefined ? `it had not fallen for ${patience} looks` : `it was below ${below}`;
  return `from step ${step + 1} on, the error of ${who} decided the end: training was to stop once ${rule}`;
}
