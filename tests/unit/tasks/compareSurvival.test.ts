import { describe, expect, it } from 'vitest';
import { Table } from '../../../src/data';
import { compareSurvival } from '../../../src/tasks';

// Freireich's leukaemia trial (1963), weeks of remission: the usual example of textbooks, log-rank chi-squared 16.79.
const drug = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35];
const seen = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0];
const placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];
const names = [...drug, ...placebo].map((_, i) => `p${i}`);
const trial = new Table(names, [
  ['weeks', [...drug, ...placebo]],
  ['relapse', [...seen, ...placebo.map(() => 1)]],
  ['arm', names.map((_, i) => (i < 21 ? '6-MP' : 'placebo'))],
]);
const groups = Object.fromEntries(names.map((name, i) => [name, i < 21 ? '6-MP' : 'placebo']));

describe('compareSurvival', () => {
  const found = compareSurvival(trial, { time: 'weeks', event: 'relapse', groups });

  it('agrees with the textbook', () => {
    expect(found.statistic).toBeCloseTo(16.79, 2);
    expect(found.groups.map(({ name, patients, events }) => [name, patients, events])).toEqual([
      ['6-MP', 21, 9],
      ['placebo', 21, 21],
    ]);
    // Of the drug's arm 0.857 are in remission after 6 weeks.
    const { x, y } = found.lines['6-MP']!;
    expect(y[x.indexOf(6)]).toBeCloseTo(0.857, 3);
    expect(String(found)).toMatch(/6-MP: 21 patients, 9 events; placebo/);
  });

  it('leaves out patients without a group, and refuses one group and text', () => {
    const some = Object.fromEntries(Object.entries(groups).filter((_, i) => i % 2 === 0));
    const fewer = compareSurvival(trial, { time: 'weeks', event: 'relapse', groups: some });
    expect(fewer.groups.map(({ patients }) => patients)).toEqual([11, 10]);
    expect(() => compareSurvival(trial, { time: 'weeks', event: 'relapse', groups: { p0: 'a', p1: 'a' } })).toThrow(
      /1 group/,
    );
    expect(() => compareSurvival(trial, { time: 'arm', event: 'relapse', groups })).toThrow(/holds no numbers/);
    expect(() => compareSurvival(trial, { time: 'week', event: 'relapse', groups })).toThrow(/Did you mean "weeks"/);
  });
});
