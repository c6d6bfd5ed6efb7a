import type { TranslationBundle } from '@jupyterlab/translation';
import { Gettext } from '@jupyterlab/translation/lib/gettext';
import { describe, expect, it } from 'vitest';
import { pathOf, parseCell } from '../../../extension/src/code/parseCell';
import { declaredNames, walkScopes } from '../../../extension/src/code/scopes';
import { scaleBars } from '../../../extension/src/figure/scaleBars';
import { PointSizes } from '../../../extension/src/figure/pointSizes';
import { mixColors } from '../../../extension/src/points/mixColors';
import { PAGE_THEME } from '../../../src/protocol';
import { samples } from '../protocol/samples';
import { timeWords } from '../../../extension/src/timeWords';
import { pipelineGraph } from '../../../extension/src/pipeline/pipelineGraph';
import { staleWords } from '../../../extension/src/pipeline/words';
import { fitWords } from '../../../extension/src/zoo/fitWords';

const english = {
  __: (text: string, ...values: string[]) => Gettext.strfmt(text, ...values),
} as Partial<TranslationBundle> as TranslationBundle;

describe('a duration in words', () => {
  it.each([
    [0, '1 ms'],
    [0.25, '250 ms'],
    [1, '1.0 s'],
    [12.4, '12 s'],
    [89, '89 s'],
    [90, '2 min'],
    [3600, '60 min'],
    [9000, '2.5 h'],
  ])('%d seconds are %s', (seconds, words) => expect(timeWords(english, seconds)).toBe(words));
});

describe('how a model fits data, in words', () => {
  it('says what was refused, cut where it has no end', () => {
    const summary = { cells: 3029, features: 33 } as Parameters<typeof fitWords>[2];
    const words = fitWords(english, 'tumour', summary, { model: 'squint', refused: 'x'.repeat(5000) });
    expect(words).toMatch(/^Does not fit tumour: x+$/);
    expect(words.length).toBeLessThan(700);
    expect(fitWords(english, 'tumour', summary, { model: 'squint', parameters: 1e6, bytes: 3, seconds: 61 })).toBe(
      'Fits tumour (3,029 cells, 33 features): 1,000,000 parameters, about 1 MB, about 61 s to train here.',
    );
  });
});

describe('why a cell is to be run again', () => {
  const pipeline = pipelineGraph([{ id: 'a', source: "import { log1p } from 'tissuebook'\nconst b = log1p(x)" }]);
  const words = (reason: object): string =>
    staleWords(english, { kind: 'stale', reason } as Parameters<typeof staleWords>[1], pipeline);

  it('names the call that it depends on', () => {
    expect(words({ why: 'input ran later', input: 'a' })).toBe('log1p, which it uses, ran after it.');
    expect(words({ why: 'input stale', input: 'a' })).toBe('log1p, which it uses, is not up to date.');
    expect(words({ why: 'edited' })).toBe('Its code was changed after it ran.');
    expect(staleWords(english, { kind: 'done' } as Parameters<typeof staleWords>[1], pipeline)).toBe('');
  });
});

describe('colors along a scale', () => {
  const stops = [
    [0, '#000000'],
    [0.5, '#ff0000'],
    [1, '#ffffff'],
  ] as const;

  it('begin and end at its ends, meet its stops, and are even between them', () => {
    expect(mixColors(stops, 5)).toEqual(['#000000', '#800000', '#ff0000', '#ff8080', '#ffffff']);
    expect(mixColors(stops, 2)).toEqual(['#000000', '#ffffff']);
    expect(mixColors(stops, 1)).toEqual(['#000000']);
  });
});

describe('a name and what is taken from it', () => {
  const path = (source: string): string[] | undefined => {
    const cell = parseCell(source);
    return pathOf(cell, cell.tree.topNode.firstChild!.firstChild);
  };

  it.each([
    ['tumour.obs.set', ['tumour', 'obs', 'set']],
    ['(model as Squint).fit', ['model', 'fit']],
    ['table[key].row', ['table', 'row']],
    ['(a + b).c', undefined],
    ['f().c', undefined],
  ])('%s', (source, expected) => {
    if (expected) expect(path(source)).toEqual(expected);
    else expect(path(source)).toBeUndefined();
  });
});

describe('the scopes of a cell', () => {
  it('share names of the top level, and not those that a function, a loop or a catch has for itself', () => {
    const cell = parseCell('const a = 1\nfunction f(a) { a }\nfor (const b of c) { b }\ntry {} catch (d) { d }\na');
    expect(declaredNames(cell)).toEqual(['a', 'f']);
    const shared: string[] = [];
    walkScopes(cell, (node, isShared) => {
      const name = cell.source.slice(node.from, node.to);
      if (node.name === 'VariableName' && isShared(name)) shared.push(name);
    });
    expect(shared).toEqual(['c', 'a']);
  });

  it('are not widened by an assignment to a pattern', () => {
    expect(declaredNames(parseCell('[p, q] = pair; const { r } = s'))).toEqual(['r']);
  });
});

describe('points of a tissue', () => {
  const trace = (): Record<string, unknown> => ({ mode: 'markers', marker: { size: 4, color: 'red' }, xaxis: 'x' });
  const layout = (width: number): Record<string, unknown> => ({ xaxis: { range: [0, width] } });
  const sizeAt = (width: number): unknown => {
    const sizes = new PointSizes();
    const data = [trace(), { mode: 'lines', xaxis: 'x' }];
    sizes.note(data, layout(100));
    sizes.fit(data, layout(width));
    return (data[0]['marker'] as { size: unknown }).size;
  };

  it('grow with it, are never smaller than in the whole picture, and stop before they hide each other', () => {
    expect([100, 50, 200, 1, 0].map(sizeAt)).toEqual([4, 8, 4, 28, 28]);
  });

  it('stay as they are where the zoom is not known', () => {
    expect(sizeAt(NaN)).toBe(4);
  });
});

describe('scale bars', () => {
  const [panel] = samples().spatial.panels;
  const payload = { ...samples().spatial, panels: [panel, panel] };

  it('are put right in each panel that has ranges, by the panel and not by its neighbor', () => {
    const axis = { range: [0, 1000] };
    const changes = scaleBars(payload, { xaxis2: axis, yaxis2: axis }, PAGE_THEME);
    expect(Object.keys(changes)).toEqual(['shapes[1]', 'annotations[1]']);
  });
});
