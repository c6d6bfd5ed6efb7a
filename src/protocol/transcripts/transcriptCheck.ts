import { array, numbers } from '../view/cellSetCheck';
import { finite, list, record, text, type Check } from '../view/shape';
import { ViewError } from '../view/viewError';
import { DEEPEST_LEVEL } from './transcriptTarget';
import { MAX_SHOWN_GENES, type ShownTranscripts } from './transcriptTypes';

const pair = list(finite, 2, 2);

const color: Check = (value, path) => {
  if (typeof value !== 'string' || !/^#[0-9a-f]{6}$/i.test(value)) {
    throw new ViewError(path, 'must be a color such as #0072b2');
  }
};

/** The shape of a ShownTranscripts. */
export const shownTranscripts: Check = record({
  key: text(100),
  factor: finite,
  origin: pair,
  corner: pair,
  side: finite,
  total: finite,
  features: finite,
  genes: list(record({ name: text(500), color, count: finite, depth: finite, sample: array }), 0, MAX_SHOWN_GENES),
});

/** Whether numbers and samples fit each other. */
export function checkTranscripts({ factor, side, genes, total }: ShownTranscripts): void {
  if (!(factor > 0)) throw new ViewError('transcripts.factor', 'must be more than 0');
  if (!(side > 0)) throw new ViewError('transcripts.side', 'must be more than 0');
  genes.forEach(({ count, depth, sample }, g) => {
    const path = `transcripts.genes[${g}]`;
    if (!Number.isInteger(count) || count < 0 || count > total) throw new ViewError(`${path}.count`, `must be a whole number up to ${total}`); // prettier-ignore
    if (!Number.isInteger(depth) || depth < 0 || depth > DEEPEST_LEVEL) throw new ViewError(`${path}.depth`, `must be a whole number up to ${DEEPEST_LEVEL}`); // prettier-ignore
    if (sample.dtype !== 'float32' || sample.shape.length !== 2 || sample.shape[1] !== 2 || sample.shape[0]! > count) {
      throw new ViewError(`${path}.sample`, `must be float32 [n, 2], n up to ${count}`);
    }
    numbers(sample, `${path}.sample`, { finite: true });
  });
}
