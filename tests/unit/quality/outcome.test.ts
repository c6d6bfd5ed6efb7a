import { describe, expect, it } from 'vitest';
import { chooseTargets } from '../../../scripts/quality/chooseTargets';
import { markLines, reportOf } from '../../../scripts/quality/report';
import { cardFigures } from '../../quality/cardFigures';
import { kept, QualityContext } from '../../quality/context';
import { decimal, deviationOf, listed, signed } from '../../quality/numbers';
import { Outcome } from '../../quality/outcome';
import { runTarget } from '../../quality/runTarget';
import { atLeast, atMost, type QualityTarget } from '../../quality/target';

const target: QualityTarget = {
  id: 'T0',
  model: 'squint',
  title: 'a run that gives its seed',
  data: ['absent'],
  seeds: [0, 1, 2],
  run: async (seed) => ({ r: 0.5 + seed / 10, error: seed }),
  together: async (seeds) => ({ averaged: seeds.length }),
  marks: [atLeast('r', 0.6, 0.7), atMost('error', 0.9, 0.5)],
  card: [{ what: 'r of nothing (3 seeds)', value: (found) => found.spread('r') }],
};
const measure = (seeds: number[]): Promise<Outcome> =>
  runTarget(target, seeds, new QualityContext('.'), () => undefined);

describe('what a target measured', () => {
  it('is held to its marks by the mean over seeds', async () => {
    const { marks } = await measure([0, 1, 2]);
    expect(marks.map(({ figure, reached }) => [figure, reached])).toEqual([
      ['r', true],
      ['error', false],
    ]);
    expect(marks[0]).toMatchObject({ margin: 0.1, seeds: [0, 1, 2] });
    expect(marks[1].margin).toBe(0.4);
  });

  it('reaches no mark when it is no number', () => {
    const { marks } = new Outcome(target, [0], [{ r: NaN, error: NaN }]);
    expect(marks.map(({ reached }) => reached)).toEqual([false, false]);
  });

  it('is refused where a mark names something that was not measured', () => {
    expect(() => new Outcome(target, [0], [{ r: 1 }]).marks).toThrow('T0 measures no error; it measures: r');
  });

  it('is written with its spread, and without when it was measured once', async () => {
    const found = await measure([0, 1, 2]);
    expect(found.spread('r')).toBe('.60 ± .10');
    expect(found.spread('averaged', 0)).toBe('3');
  });

  it('is reported with the missed mark, every run and the machine', async () => {
    const found = await measure([0, 1, 2]);
    expect(markLines(found).filter((line) => line.endsWith('MISSED'))).toHaveLength(1);
    expect(reportOf([found], [], { provider: 'cpu', threads: 1 })).toMatchObject({
      machine: { provider: 'cpu' },
      targets: [{ id: 'T0', complete: true, reached: false, runs: [{ seed: 0, r: 0.5 }, { seed: 1 }, { seed: 2 }] }],
    });
  });
});

describe('the figures of a card after a measurement', () => {
  const standing = [
    { what: 'other', value: '1' },
    { what: 'r of nothing (3 seeds)', value: '.1' },
    { what: 'last', value: '2' },
  ];

  it('are replaced in their place, and others stay', async () => {
    const figures = cardFigures(standing, [await measure([0, 1, 2])]);
    expect(figures).toEqual([standing[0], { what: 'r of nothing (3 seeds)', value: '.60 ± .10' }, standing[2]]);
  });

  it('follow the others where they are new', async () => {
    expect(cardFigures([], [await measure([2, 1, 0])]).map(({ what }) => what)).toEqual(['r of nothing (3 seeds)']);
  });

  it('stay as they are while a seed is missing', async () => {
    expect(cardFigures(standing, [await measure([0, 1])])).toEqual(standing);
  });
});

describe('a choice of targets', () => {
  const all = [target, { ...target, id: 'T9', model: 'cifm' as const }];
  it('goes by model or by id, and is everything unless asked', () => {
    expect(chooseTargets(all, ['cifm'])).toEqual([all[1]]);
    expect(chooseTargets(all, ['T0', 'squint'])).toEqual([all[0]]);
    expect(chooseTargets(all)).toEqual(all);
  });

  it('refuses other names and says which there are', () => {
    expect(() => chooseTargets(all, ['sqint'])).toThrow('no target sqint. There are: squint, T0, cifm, T9.');
  });
});

describe('the context of a run', () => {
  it('names the files that the folder lacks', () => {
    expect(new QualityContext(__dirname).missing(['osmfish'])).toEqual(['osmfish.h5ad']);
  });

  it('keeps what was made, once for each seed and each run', async () => {
    let made = 0;
    const model = kept(async () => ++made);
    const [one, other] = [new QualityContext('.'), new QualityContext('.')];
    expect([await model(one, 1), await model(one, 1), await model(one, 2), await model(other, 1)]).toEqual([
      1, 1, 2, 3,
    ]);
  });
});

describe('numbers on cards', () => {
  it('are written as tables of papers write them', () => {
    expect([0.489, -0.03, 5.214, 0, -0.001].map((value) => decimal(value))).toEqual(['.49', '-.03', '5.21', '0', '0']);
    expect([0.036, -0.036, 0.0001].map((value) => signed(value))).toEqual(['+.036', '-.036', '0']);
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
  });

  it('spread as samples do', () => {
    // R: sd(c(2, 4, 4, 4, 5, 5, 7, 9))
    expect(deviationOf([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(2.13809, 5);
  });
});
