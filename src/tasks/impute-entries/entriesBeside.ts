import type { AnnData, DenseMatrix } from '../../data';
import { optionalCoordinates } from '../../data/coordinates';
import type { Model } from '../../models';
import { frameOf } from '../shared/modelChecks';
import { geneMeans, type KnownEntries, lowRank, meansOfNearest, nonZeros, placesInExpression } from './entryBaselines';
import { ridgeIsCheap, ridgeOfEntries } from './ridgeOfEntries';

/** Nearest cells that are averaged, in space and in expression (ours). */
const NEAR = [8, 30];
const ALIKE = 30;

/** What a plain method expects at every entry [cells, genes]. */
export interface EntriesAnswer {
  readonly method: string;
  readonly values: DenseMatrix;
}

/**
 * The plain answers that stand beside a model, over known entries. Without positions, and where only values above 0 were hidden, also
 * those that average nothing but values above 0.
 */
export async function entriesBeside(
  known: KnownEntries,
  model: Model,
  adata: AnnData,
  hides: 'entries' | 'exponential',
): Promise<{ answers: EntriesAnswer[]; notices: string[] }> {
  const answers: EntriesAnswer[] = [{ method: 'gene mean', values: geneMeans(known) }];
  const notices: string[] = [];
  const points = optionalCoordinates(adata)?.points;
  let beside: DenseMatrix | undefined;
  if (points) {
    const { section } = frameOf(model).sections(adata);
    for (const k of NEAR) {
      beside = meansOfNearest(known, points, k, section);
      answers.push({ method: `mean of the ${k} nearest`, values: beside });
    }
  } else notices.push('The data have no positions: means of the nearest cells in space are left out.');
  const alike = await placesInExpression(known);
  answers.push({ method: `mean of the ${ALIKE} most alike`, values: meansOfNearest(known, alike, ALIKE) });
  if (!points || hides === 'exponential') {
    const above = nonZeros(known);
    answers.push({ method: 'gene mean of non-zeros', values: geneMeans(above) });
    answers.push({ method: `non-zeros of the ${ALIKE} most alike`, values: meansOfNearest(above, alike, ALIKE) });
  }
  answers.push({ method: 'low rank', values: await lowRank(known) });
  if (ridgeIsCheap(known.x, beside !== undefined)) {
    const method = beside ? `ridge on own genes and the ${NEAR.at(-1)} nearest` : 'ridge on own genes';
    answers.push({ method, values: ridgeOfEntries(known, beside) });
  } else notices.push('Ridge regression is left out: there are too many cells and genes for it.');
  return { answers, notices };
}
