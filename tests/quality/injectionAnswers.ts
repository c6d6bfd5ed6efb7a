import { type AnnData, type Cifm, coordinates, LinearProbe, tCells } from '../../src';
import { Random } from '../../src/engine';
import { drawInjection } from '../../src/prepare/splits/drawInjection';
import { labelsOf } from './data';
import { meanOf } from './numbers';

/** A piece of tissue, the cells that are put into it, and how often that is drawn in a patient. */
const [FIELD, ADDED, DRAWS] = [400, 60, 9];
/** Cells from which the classifier learns the types. */
const TAUGHT = 8000;

const CONDITIONS = ['T cells', 'tumour cells', 'nothing'] as const;
/** Mean share of T cells among the native cells, by what was put in. */
type Shares = Record<(typeof CONDITIONS)[number], number>;

/** One patient after each condition, as the model and as plain averages redraw it. */
interface Answers {
  readonly patient: string;
  /** Share of T cells among the native cells, by the labels of the data. */
  readonly measured: number;
  readonly model: Shares;
  readonly averages: Shares;
}

/**
 * Shares of T cells after 60 T cells, as many tumour cells at the same places, and nothing were put into 9 pieces of 400 cells of
 * each patient. Added cells, and the classifier that calls types, come from the training patients.
 */
export async function injectionAnswers(
  model: Cifm,
  training: AnnData,
  tests: readonly { readonly patient: string; readonly cells: AnnData }[],
): Promise<Answers[]> {
  const known = await model.prepared(training);
  const names = labelsOf(training, 'cell_type');
  const { types } = tCells(training, 'cell_type');
  const random = new Random(0);
  const some = Array.from(random.choice(names.length, TAUGHT));
  const probe = LinearProbe.fit(
    known.takeRows(some),
    some.map((cell) => names[cell]),
  );
  const pools = [(name: string) => types.includes(name), (name: string) => name === 'Tumor'].map((fits) =>
    [...names.keys()].filter((cell) => fits(names[cell])),
  );
  const shareOf = (called: readonly string[]): number =>
    called.filter((name) => types.includes(name)).length / called.length;

  const answers: Answers[] = [];
  for (const { patient, cells } of tests) {
    const labels = labelsOf(cells, 'cell_type');
    const found: Omit<Answers, 'patient'>[] = [];
    for (let seed = 0; seed < DRAWS; seed++) {
      const options = { fieldCells: FIELD, cells: ADDED, pools: [] };
      const draw = drawInjection(coordinates(cells).points, new Int32Array(cells.nObs), options, seed);
      const field = cells.subset({ obs: [...draw.field] });
      const added = pools.map((pool) => ({
        expression: known.takeRows(Array.from({ length: ADDED }, () => pool[random.integer(0, pool.length)])).toDense(),
        locations: draw.places,
      }));
      const answer = async (by: 'model' | 'neighbors'): Promise<Shares> => {
        const shares: number[] = [];
        for (const put of [...added, undefined]) {
          shares.push(shareOf(probe.predict(await model.predictPerturbation(field, put, { seed, by }))));
        }
        return sharesOf(shares);
      };
      const measured = shareOf(Array.from(draw.field, (cell) => labels[cell]));
      found.push({ measured, model: await answer('model'), averages: await answer('neighbors') });
    }
    answers.push({
      patient,
      measured: meanOf(found.map(({ measured }) => measured)),
      model: meanShares(found.map((each) => each.model)),
      averages: meanShares(found.map((each) => each.averages)),
    });
  }
  return answers;
}

const sharesOf = (values: readonly number[]): Shares =>
  Object.fromEntries(CONDITIONS.map((condition, at) => [condition, values[at]])) as Shares;

const meanShares = (all: readonly Shares[]): Shares =>
  sharesOf(CONDITIONS.map((condition) => meanOf(all.map((each) => each[condition]))));
