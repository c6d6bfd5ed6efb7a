import type { AnnData } from '../../data';
import type { Model, Tokens, WorkPlace } from '../../models';
import { allOf, askAll } from '../shared/onCluster';
import type { PatientTable } from './nestedChoice';

/** Shuffles of one task (ours): some seconds of work. */
const TOGETHER = 5;

/** Tokens of all cells, read by a worker. */
export async function tokensOn(place: WorkPlace, model: Model, adata: AnnData): Promise<Tokens> {
  const seed = String((model.config as { seed?: unknown }).seed);
  return (await place.run(
    'tokenize',
    { model, data: adata },
    { title: `tokens of ${model.card.id}, seed ${seed}` },
  )) as Tokens;
}

/** What shuffled labels give, some shuffles a worker. */
export async function shufflesOn(
  place: WorkPlace,
  tables: readonly PatientTable[],
  shuffled: readonly (readonly boolean[])[],
): Promise<number[]> {
  const parts = Array.from({ length: Math.ceil(shuffled.length / TOGETHER) }, (_, at) =>
    shuffled.slice(at * TOGETHER, (at + 1) * TOGETHER),
  );
  const questions = parts.map((some, at) => ({
    task: 'stratify.shuffles',
    argument: { tables, shuffled: some },
    title: `shuffled labels ${at * TOGETHER + 1} to ${at * TOGETHER + some.length}`,
  }));
  return (await allOf<number[]>(askAll(place, questions))).flat();
}
