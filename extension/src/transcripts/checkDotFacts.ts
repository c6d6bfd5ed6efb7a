import { DEEPEST_LEVEL, type TranscriptFacts } from '../../../src/protocol';

/** Most genes that are listed. */
const MOST_GENES = 65_536;

/** What a kernel says of transcripts, when it can be true: names with counts and levels, each once. */
export function checkDotFacts(value: unknown): TranscriptFacts | undefined {
  const { genes, counts, depths } = Object(value) as Partial<TranscriptFacts>;
  const named = Array.isArray(genes) && genes.length <= MOST_GENES && genes.every((name) => typeof name === 'string' && name.length <= 500); // prettier-ignore
  if (!named || new Set(genes).size < genes.length) return undefined;
  const whole = (list: unknown, most: number): boolean => Array.isArray(list) && list.length === genes.length && list.every((n) => Number.isSafeInteger(n) && (n as number) >= 0 && (n as number) <= most); // prettier-ignore
  return whole(counts, Number.MAX_SAFE_INTEGER) && whole(depths, DEEPEST_LEVEL)
    ? (value as TranscriptFacts)
    : undefined;
}
