import { type AnnData, coordinates, valuesOf } from '../../src';
import { Random } from '../../src/engine';
import { type Cifm } from '../../src/models';
import { LinearProbe, tCells } from '../../src/tasks';
import { drawInjection } from '../../src/prepare/splits/drawInjection';

/** A piece of tissue, the cells that are put into it, and how often that is drawn in a patient. */
const [FIELD, ADDED, DRAWS] = [400, 60, 9];
/** Cells from which the classifier learns the types. */
const TAUGHT = 8000;

const ARMS = ['T cells', 'tumour cells', 'nothing'] as const;
/** Mean share of T cells among the native cells, by what was put in. */
type Shares = Record<(typeof ARMS)[number], number>;

/** One patient: as measured (by the labels of the data), and after each arm. */
interface Patient {
  measured: number;
  model: Shares;
  averages: Shares;
}

/**
 * What is answered to cells that are put into tumours, in each of them: 60 T cells, as many tumour cells at the same places,
 * and nothing, in 9 pieces of 400 cells. Once the model redraws all native cells, once plain averages of the cells within its
 * reach do. Added cells, and the classifier that calls types, come from the training patients.
 *
 * @returns T cells less tumour cells for each patient, how many of them are above zero, and the shares behind
 */
export async function injectionsOf(model: Cifm, training: AnnData, tests: readonly AnnData[]) {
  const known = await model.prepared(training);
  const names = valuesOf(training.column('cell_type')).map(String);
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

  const patients: Patient[] = [];
  for (const test of tests) {
    const labels = valuesOf(test.column('cell_type')).map(String);
    const found: Patient[] = [];
    for (let seed = 0; seed < DRAWS; seed++) {
      const options = { fieldCells: FIELD, cells: ADDED, pools: [] };
      const draw = drawInjection(coordinates(test).points, new Int32Array(test.nObs), options, seed);
      const field = test.subset({ obs: [...draw.field] });
      const added = pools.map((pool) => ({
        expression: known.takeRows(Array.from({ length: ADDED }, () => pool[random.integer(0, pool.length)])).toDense(),
        locations: draw.places,
      }));
      const answer = async (by: 'model' | 'neighbors'): Promise<Shares> => {
        const shares: number[] = [];
        for (const arm of [...added, undefined]) {
          shares.push(shareOf(probe.predict(await model.predictPerturbation(field, arm, { seed, by }))));
        }
        return sharesOf(shares);
      };
      const measured = shareOf(Array.from(draw.field, (cell) => labels[cell]));
      found.push({ measured, model: await answer('model'), averages: await answer('neighbors') });
    }
    patients.push({
      measured: meanOf(found.map(({ measured }) => measured)),
      model: meanShares(found.map((each) => each.model)),
      averages: meanShares(found.map((each) => each.averages)),
    });
  }
  return { model: contrast(patients, 'model'), averages: contrast(patients, 'averages'), patients };
}

function contrast(patients: readonly Patient[], by: 'model' | 'averages') {
  const beyondControl = patients.map((each) => rounded(each[by]['T cells'] - each[by]['tumour cells']));
  return { beyondControl, up: beyondControl.filter((value) => value > 0).length };
}

const sharesOf = (values: readonly number[]): Shares =>
  Object.fromEntries(ARMS.map((arm, at) => [arm, values[at]])) as Shares;

const meanShares = (all: readonly Shares[]): Shares =>
  sharesOf(ARMS.map((arm) => meanOf(all.map((each) => each[arm]))));

/** The mean, in thousandths. */
export const meanOf = (values: readonly number[]): number => rounded(values.reduce((a, b) => a + b, 0) / values.length);

export const rounded = (value: number): number => Math.round(1000 * value) / 1000;
