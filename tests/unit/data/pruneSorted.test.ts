import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pruneSorted, touchSorted } from '../../../src/data/transcripts/pruneSorted';

let folder: string;
const DAY = 24 * 60 * 60;
const now = Date.now();

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'prune-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function sorted(name: string, daysAgo: number): void {
  const used = now / 1000 - daysAgo * DAY;
  const own = join(folder, name.repeat(32));
  mkdirSync(own);
  for (const file of ['facts.json', 'places.f32']) writeFileSync(join(own, file), Buffer.alloc(500));
  for (const path of [join(own, 'facts.json'), own]) utimesSync(path, used, used);
}

const left = (): string[] =>
  readdirSync(folder)
    .map((name) => name.replace(/^(.)\1+$/, '$1'))
    .sort();

it('keeps the transcripts that were used last', () => {
  for (const [name, days] of [['a', 5], ['b', 3], ['c', 9], ['d', 2]] as const) sorted(name, days); // prettier-ignore
  pruneSorted(folder, 2500, now);
  expect(left()).toEqual(['b', 'd']);
});

it('counts reading them again as use', () => {
  for (const [name, days] of [['a', 5], ['b', 3], ['c', 9]] as const) sorted(name, days); // prettier-ignore
  touchSorted(join(folder, 'c'.repeat(32)));
  pruneSorted(folder, 2000, now);
  expect(left()).toEqual(['b', 'c']);
});

it('removes nothing of the last day, however large', () => {
  for (const [name, days] of [['a', 0.9], ['b', 0.5]] as const) sorted(name, days); // prettier-ignore
  pruneSorted(folder, 10, now);
  expect(left()).toEqual(['a', 'b']);
});

it('removes what a sorting left that did not end', () => {
  mkdirSync(join(folder, '.partial-1-old'));
  mkdirSync(join(folder, '.partial-2-new'));
  utimesSync(join(folder, '.partial-1-old'), now / 1000 - 2 * DAY, now / 1000 - 2 * DAY);
  pruneSorted(folder, 1e9, now);
  expect(left()).toEqual(['.partial-2-new']);
});

it('leaves alone what it did not make', () => {
  mkdirSync(join(folder, 'thesis'));
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  for (const name of ['thesis', 'notes.txt']) utimesSync(join(folder, name), 1, 1);
  pruneSorted(folder, 0, now);
  expect(left()).toEqual(['notes.txt', 'thesis']);
});
