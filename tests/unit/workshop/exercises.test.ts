import { describe, expect, it } from 'vitest';
import { judge } from '../../../notebooks/workshop/exercises';
import { languages, type Message, say } from '../../../notebooks/workshop/words';
import { AnnData, categorical, DenseMatrix, normalizedMutualInformation, Table } from '../../../src';

/** Six cells on a line: three CD8 T cells, two M2 macrophages, one other; of four proteins the third is bright everywhere. */
const tissue = new AnnData({
  X: DenseMatrix.fromRows([
    [1, 0, 9, 0],
    [2, 0, 9, 0],
    [1, 0, 9, 0],
    [0, 5, 9.1, 1],
    [0, 6, 9.1, 1],
    [3, 1, 9, 0],
  ]),
  obs: new Table(
    ['1', '2', '3', '4', '5', '6'],
    [
      [
        'phenotype',
        categorical(['CD8 T cells', 'CD8 T cells', 'CD8 T cells', 'M2 Macrophages', 'M2 Macrophages', 'Another']),
      ],
    ],
  ),
  var: new Table(['CD8', 'CD163', 'DNA', 'CD206']),
  obsm: [['spatial', DenseMatrix.fromRows([[0, 0], [1, 0], [2, 0], [3, 0], [4, 0], [5, 0]])]], // prettier-ignore
});
/** Of the 15 neighbors of CD8 T cells (five each, all others) 6 are CD8 T cells. */
const chance = { measured: 0.4, byChance: [0.1, 0.2, 0.3, 0.4, 0.5, 0.1, 0.1, 0.1, 0.1] };
const tokens = ['1', '1', '2', '2', '3', '3'];
const others = ['2', '2', '1', '1', '3', '1'];
const plain = ['a', 'b', 'a', 'b', 'a', 'b'];
const groups = { tokens, plain, labels: ['x', 'x', 'y', 'y', 'y', 'y'] };
const nmi = normalizedMutualInformation;
const entry = (token: string, cells: number, ...shares: number[]) => ({
  token,
  cells,
  types: shares.map((share) => ({ share })),
});
const entries = [entry('1', 90, 0.6, 0.4), entry('2', 40, 0.4, 0.3, 0.3), entry('3', 30, 1), entry('4', 5, 0.2, 0.2), entry('5', 20, 0.5, 0.5)]; // prettier-ignore
const scores = [{ method: 'cifm', geneSpearman: 0.3 }, { method: 'mean of the neighbors', geneSpearman: 0.4 }, { method: 'random', geneSpearman: 0 }]; // prettier-ignore
const change = { measured: 0.3, before: 0.2, after: { mean: 0.1 }, control: { mean: 0.04 }, beyondControl: { mean: 0.06, low: 0.01, high: 0.1 }, averaged: { mean: 0.02 } }; // prettier-ignore
const moved = (low: number, high: number, averaged: number) => ({ ...change, beyondControl: { mean: (low + high) / 2, low, high }, averaged: { mean: averaged } }); // prettier-ignore
const changes = [moved(0.01, 0.1, 0.1), moved(-0.3, -0.1, 0.1), moved(-0.1, 0.2, 0.1), moved(0.2, 0.4, 0.1), moved(-0.05, 0.03, -0.1), moved(-0.1, 0.1, 0.1)]; // prettier-ignore

type Case = [exercise: string, given: unknown, about: unknown, verdict: Message | 'right'];
const CASES: Case[] = [
  ['1.1', { cells: 6, proteins: 4 }, tissue, 'right'],
  ['1.1', { cells: 4, proteins: 6 }, tissue, 'size-swapped'],
  ['1.1', { cells: 7, proteins: 3 }, tissue, 'size-cells'],
  ['1.1', { cells: 6, proteins: 5 }, tissue, 'size-proteins'],
  ['1.1', { cells: '6', proteins: 3 }, tissue, 'not-a-number'],
  ['1.1', { cells: '___', proteins: 3 }, tissue, 'blank'],
  ['1.2', { type: 'CD8 T cells', share: 0.5 }, tissue, 'right'],
  ['1.2', { type: 'Another', share: 0.17 }, tissue, 'commonest-alphabet'],
  ['1.2', { type: 'M2 Macrophages', share: 0.33 }, tissue, 'commonest-other'],
  ['1.2', { type: 'CD8', share: 0.5 }, tissue, 'type-unknown'],
  ['1.2', { type: 'CD8 T cells', share: 3 }, tissue, 'commonest-count'],
  ['1.2', { type: 'CD8 T cells', share: 50 }, tissue, 'percent'],
  ['1.2', { type: 'CD8 T cells', share: 0.3 }, tissue, 'commonest-share'],
  ['1.2', { type: 'CD8 T cells', share: 7 }, tissue, 'no-share'],
  ['1.3', 'cd163', tissue, 'right'],
  ['1.3', 'DNA', tissue, 'marker-bright'],
  ['1.3', 'CD8', tissue, 'marker-less'],
  ['1.3', 'CD206', tissue, 'marker-other'],
  ['1.3', 'CD4', tissue, 'protein-unknown'],
  ['1.4', 0.4, tissue, 'right'],
  ['1.4', 6, tissue, 'together-count'],
  ['1.4', 0.5, tissue, 'together-all'],
  ['1.4', 40, tissue, 'percent'],
  ['1.4', 0.1, tissue, 'together-other'],
  ['1.4', 2, tissue, 'together-per-cell'],
  ['1.4', 3, tissue, 'no-share'],
  ['1.5', 0.3, chance, 'right'],
  ['1.5', 0, chance, 'p-zero'],
  ['1.5', 2 / 9, chance, 'p-without-measured'],
  ['1.5', 0.7, chance, 'p-other-side'],
  ['1.5', 0.5, chance, 'p-other'],
  ['1.5', 'small', chance, 'not-a-number'],
  ['2.1', 3, { tokens, entries: 64 }, 'right'],
  ['2.1', 64, { tokens, entries: 64 }, 'used-entries'],
  ['2.1', 6, { tokens, entries: 64 }, 'used-cells'],
  ['2.1', 4, { tokens, entries: 64 }, 'used-other'],
  ['2.2', '2', entries, 'right'],
  ['2.2', 2, entries, 'right'],
  ['2.2', '4', entries, 'mixed-small'],
  ['2.2', '3', entries, 'mixed-pure'],
  ['2.2', '1', entries, 'mixed-largest'],
  ['2.2', '5', entries, 'mixed-other'],
  ['2.2', '9', entries, 'token-unknown'],
  ['2.3', nmi(tokens, others), { tokens, others }, 'right'],
  ['2.3', 1 / 6, { tokens, others }, 'agreement-numbers'],
  ['2.3', 1, { tokens, others }, 'agreement-itself'],
  ['2.3', 0.01, { tokens, others }, 'agreement-other'],
  ['2.4', nmi(tokens, groups.labels) - nmi(plain, groups.labels), groups, 'right'],
  ['2.4', nmi(plain, groups.labels) - nmi(tokens, groups.labels), groups, 'lead-sign'],
  ['2.4', nmi(tokens, groups.labels), { ...groups, plain: others }, 'lead-one'],
  ['2.4', nmi(tokens, others), { ...groups, plain: others }, 'lead-each-other'],
  ['2.4', 0.95, groups, 'lead-other'],
  ['2.5', 'b', undefined, 'right'],
  ['2.5', 'B)', undefined, 'right'],
  ['2.5', 'a', undefined, '2.5-a'],
  ['2.5', 'c', undefined, '2.5-c'],
  ['2.5', 'd', undefined, '2.5-d'],
  ['2.5', 'all', undefined, 'letter'],
  ['3.1', 'mean of the neighbors', scores, 'right'],
  ['3.1', 'cifm', scores, 'best-model'],
  ['3.1', 'random', scores, 'best-other'],
  ['3.1', 'average', scores, 'method-unknown'],
  ['3.2', 0.06, change, 'right'],
  ['3.2', -0.06, change, 'effect-sign'],
  ['3.2', 0.1, change, 'effect-no-control'],
  ['3.2', 0, change, 'effect-measured'],
  ['3.2', 6, change, 'percent'],
  ['3.2', 0.5, change, 'effect-other'],
  ['3.3', 3, changes, 'right'],
  ['3.3', 6, changes, 'clear-all'],
  ['3.3', 5, changes, 'clear-means'],
  ['3.3', 2, changes, 'clear-one-side'],
  ['3.3', 4, changes, 'clear-other'],
  ['3.3', 4, changes.slice(0, 5).concat(changes.slice(4)), 'clear-opposite'],
  ['3.4', 4, changes, 'right'],
  ['3.4', 1, changes, 'alike-opposite'],
  ['3.4', 3, changes, 'alike-other'],
  ['3.5', 'c', undefined, 'right'],
  ['3.5', 'a', undefined, '3.5-a'],
  ['3.5', 'b', undefined, '3.5-b'],
  ['3.5', 'd', undefined, '3.5-d'],
];

describe('the checks of the workshop', () => {
  it.each(CASES)('%s: %j', (exercise, given, about, verdict) => {
    expect(judge(exercise, given, about) ?? 'right').toBe(verdict);
  });

  it('have something to say of every verdict, in every language', () => {
    const messages = Object.keys(languages.en) as Message[];
    for (const exercise of new Set(CASES.map(([name]) => name))) expect(messages).toContain(`right-${exercise}`);
    for (const words of Object.values(languages)) {
      expect(Object.keys(words)).toEqual(messages);
      expect(Object.values(words).every((text) => /[.!?…]$/.test(text))).toBe(true);
    }
    expect(say('de', 'welcome-back', { list: '1.1' })).toContain('1.1');
    const tried = new Set(CASES.map(([, , , verdict]) => verdict as string));
    const untried = messages.filter((name) => !tried.has(name) && !/^(right-|welcome|still-open|all-done)/.test(name));
    expect(untried).toEqual([]);
  });
});
