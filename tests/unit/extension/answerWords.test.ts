import { describe, expect, it } from 'vitest';
import { answerWords } from '../../../extension/src/brush/answerWords';
import { AskedStrokes } from '../../../extension/src/brush/askedStrokes';
import { english } from '../../../extension/src/figure/english';
import { type BrushAnswer, type BrushRow, encodeArray } from '../../../src/protocol';

const row = (more: Partial<BrushRow> = {}): BrushRow => ({
  ...{ name: 'PD1', change: -0.2, control: 0, beyond: -0.2, low: -0.3, high: -0.1, averaged: 0.05 },
  ...more,
});

function answer(genes: BrushRow[], more: Partial<BrushAnswer> = {}): BrushAnswer {
  const none = encodeArray(Float32Array.of());
  const maps = { change: none, control: none, averaged: none, hatched: none, painted: none, places: none };
  return {
    ...{ ask: 1, changes: [], show: {}, painted: [1200, 30], trainings: 3, seconds: 0.1, control: '', notices: [] },
    ...{ steps: 2, answering: { genes: 40, clear: 3 }, text: '', genes, sets: [] },
    maps: { ...maps, cells: encodeArray(Int32Array.of(1, 2)), limit: 1, signed: true },
    ...more,
  };
}

const words = (genes: BrushRow[], more: Partial<BrushAnswer> = {}): string =>
  answerWords(english, { model: 'CI-FM' }, answer(genes, more));

describe('what a brush says of an answer', () => {
  it('calls it simulated, and says by what, with the interval and how many genes would leave zero out by chance', () => {
    expect(words([row()])).toBe(
      'Simulated by 3 trainings of CI-FM: 1,230 cells painted, 2 within reach. PD1 goes furthest beyond the matched control (−0.200, 95% interval −0.300 to −0.100). A plain average of the neighbors gives +0.050. For 3 of 40 genes the interval over trainings leaves zero out; about 2 would by chance.',
    );
  });

  it('says that no model is needed where a plain average goes as far the same way, or lies in the interval', () => {
    expect(words([row({ averaged: -0.4 })])).toContain('gives as much (−0.400): no model is needed');
    expect(words([row({ averaged: -0.15 })])).toContain('no model is needed');
    expect(words([row({ averaged: -0.05 })])).not.toContain('no model is needed');
    expect(words([row({ averaged: 0.4 })])).not.toContain('no model is needed');
  });

  it('says of one training that there is no interval', () => {
    const alone = words([row({ low: null, high: null })], { trainings: 1, answering: { genes: 40, clear: null } });
    expect(alone).toContain('Simulated by one training of CI-FM');
    expect(alone).toContain('One training has no interval');
    expect(alone).not.toContain('95%');
  });

  it('never leads with a gene that only the control changed', () => {
    expect(words([row({ role: 'control' })])).not.toContain('PD1');
  });
});

describe('the questions of a brush', () => {
  it('take no answer that is older than what is shown, or than the last finished stroke', () => {
    const asked = new AskedStrokes();
    const [first, second] = [asked.next(false), asked.next(false)];
    expect(asked.takes({ ask: second })).toBe(true);
    expect(asked.takes({ ask: first })).toBe(false);
    const third = asked.next(false);
    const finished = asked.next(true);
    expect(asked.takes({ ask: third })).toBe(false);
    expect(asked.concerns(third)).toBe(false);
    expect(asked.waiting).toBe(true);
    expect(asked.takes({ ask: finished })).toBe(true);
    expect(asked.waiting).toBe(false);
    expect(asked.takes({ ask: finished + 1 })).toBe(false);
  });
});
