import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { zoo } from '../../../src/models';
import { modelCards } from '../../../src/protocol';
import { readFigures } from '../../quality/cardFigures';
import { QualityContext } from '../../quality/context';
import { QUALITY_TARGETS } from '../../quality/targets';
import type { Mark } from '../../quality/target';

/** Figures on cards that are no target's: of tests/bench, and of trainings that no longer run. */
const MEASURED_ELSEWHERE = [/^One million (made|simulated) cells/, /^Nine earlier trainings/];

describe('the figures of a model card', () => {
  it.each(modelCards.map(({ id, ourFigures }) => [id, ourFigures] as const))(
    '%s: are those of its file',
    (id, ours) => {
      expect(ours).toEqual(readFigures(id));
      for (const figure of ours) {
        expect(Object.keys(figure)).toEqual(['what', 'value']);
        expect(figure.value, figure.what).toMatch(/\d/);
      }
    },
  );

  it('are each measured by a target, or said to be measured elsewhere', () => {
    const measured = QUALITY_TARGETS.flatMap(({ card }) => card.map(({ what }) => what));
    for (const { id } of modelCards) {
      const others = readFigures(id).filter(({ what }) => !measured.includes(what));
      for (const { what } of others)
        expect(
          MEASURED_ELSEWHERE.some((known) => known.test(what)),
          what,
        ).toBe(true);
    }
  });

  it('have a line for everything that a target measures for a card', () => {
    for (const { id, model, card } of QUALITY_TARGETS) {
      const standing = readFigures(model).map(({ what }) => what);
      for (const { what } of card) expect(standing, id).toContain(what);
    }
  });
});

describe('the quality targets', () => {
  it('have names of their own, and models of the zoo', () => {
    const ids = QUALITY_TARGETS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, model } of QUALITY_TARGETS) expect(zoo.list(), id).toContain(model);
  });

  it('have data, at least three different seeds, and marks', () => {
    for (const { id, data, named = [], seeds, marks } of QUALITY_TARGETS) {
      expect(data.length + named.length, id).toBeGreaterThan(0);
      expect(new Set(seeds).size, id).toBe(seeds.length);
      expect(seeds.length, id).toBeGreaterThanOrEqual(3);
      expect(marks.length, id).toBeGreaterThan(0);
      expect(new Set(marks.map(({ figure }) => figure)).size, id).toBe(marks.length);
    }
  });

  it('ask for less than the reference reached', () => {
    for (const { id, marks } of QUALITY_TARGETS) {
      for (const { figure, goal, value, reference } of marks) {
        const margin = goal === 'at least' ? reference - value : value - reference;
        expect(margin, `${id} ${figure}`).toBeGreaterThan(0);
      }
    }
  });

  const sources = ['targets.md', 'targets-six.md']
    .map((name) => join(dirname(new QualityContext().folder), name))
    .filter((path) => existsSync(path));
  const title = 'have a line in the list of targets, which says each mark';
  if (sources.length === 0) it.skip(`${title}: needs targets.md beside the folder of data`, () => undefined);
  else {
    it(title, () => {
      const text = sources.map((path) => readFileSync(path, 'utf8')).join('\n');
      for (const { id, marks } of QUALITY_TARGETS.filter(({ own }) => !own)) {
        const line = sourceLine(text, id);
        expect(line, id).toBeDefined();
        for (const mark of marks) expect(line, `${id} ${mark.figure}`).toMatch(writtenAs(mark));
      }
    });
  }
});

/** What a list of targets says about one: its line, and the indented ones that go on. */
function sourceLine(text: string, id: string): string | undefined {
  return new RegExp(`^(?:\\| )?${id} [^\\n]*(?:\\n {2,}[^\\n]*)*`, 'm').exec(text)?.[0];
}

/** '>= .80' for 0.8, '<= 6.0' for 6; a share of shuffles of at most .05 is 'above 95%'; gates and warnings are words. */
function writtenAs({ figure, goal, value }: Mark): RegExp {
  if (figure.endsWith('shuffles as good')) return new RegExp(`above ${Math.round(100 * (1 - value))}%`);
  if (figure.startsWith('gate: ')) return /gate: (better than|ASW above|above|W1 below)/;
  if (figure.startsWith('warns ')) return /warn when/;
  const [whole, decimals = ''] = String(value).split('.');
  const digits = decimals ? `${whole === '0' ? '' : whole}\\.${decimals}0*` : `${whole}(?:\\.0+)?`;
  return new RegExp(`${goal === 'at least' ? '>=' : '<='} ${digits}(?!\\d)`);
}
