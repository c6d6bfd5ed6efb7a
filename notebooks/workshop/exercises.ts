/** The checks of the workshop's exercises: they say what is wrong with an answer, not only that it is. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type AnnData,
  type CategoricalColumn,
  countCategories,
  knnGraph,
  normalizedMutualInformation,
  valuesOf,
} from 'tissuebook';
import { type Language, type Message, say } from './words';

/** The parts of results that the checks look at. */
interface TokenEntry {
  token: string;
  cells: number;
  types: readonly { share: number }[];
}
interface Change {
  measured: number;
  before: number;
  after: { mean: number };
  control: { mean: number };
  beyondControl: { mean: number; low: number; high: number };
  averaged?: { mean: number } | undefined;
}

/** The first message whose condition holds says what is wrong; none is an answer that is right. */
export type Verdict = Message | undefined;

/** Answers may be rounded to two digits behind the point. */
const ROUNDED = 0.0051;
const CD8 = 'CD8 T cells';
const MARKED = 'M2 Macrophages';

const close = (a: unknown, b: number, by = ROUNDED): boolean => typeof a === 'number' && Math.abs(a - b) <= by;
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const text = (value: unknown): string => String(value).trim();
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** A share that is no number, or given in percent, is wrong in the same way everywhere. */
function shareFault(given: unknown, right: number): Verdict {
  if (!isNumber(given)) return 'not-a-number';
  if (right > 0 && close(given, 100 * right, 1)) return 'percent';
  if (given < 0 || given > 1) return 'no-share';
  return undefined;
}

const typesOf = (tissue: AnnData): CategoricalColumn => tissue.obs.get('phenotype') as CategoricalColumn;
const labelsOf = (tissue: AnnData): string[] => valuesOf(typesOf(tissue)).map(String);

function size(given: unknown, tissue: AnnData): Verdict {
  const { cells, proteins } = given as { cells: unknown; proteins: unknown };
  if (cells === tissue.nVars && proteins === tissue.nObs) return 'size-swapped';
  if (cells !== tissue.nObs) return isNumber(cells) ? 'size-cells' : 'not-a-number';
  return proteins === tissue.nVars ? undefined : 'size-proteins';
}

function commonest(given: unknown, tissue: AnnData): Verdict {
  const { type, share } = given as { type: unknown; share: unknown };
  const { categories } = typesOf(tissue);
  const counts = countCategories(typesOf(tissue));
  const most = Math.max(...counts);
  const at = categories.indexOf(text(type));
  if (at < 0) return 'type-unknown';
  if (counts[at] !== most) return at === 0 ? 'commonest-alphabet' : 'commonest-other';
  if (share === most) return 'commonest-count';
  return shareFault(share, most / tissue.nObs) ?? (close(share, most / tissue.nObs) ? undefined : 'commonest-share');
}

function marker(given: unknown, tissue: AnnData): Verdict {
  const labels = labelsOf(tissue);
  const matrix = tissue.X!.toDense();
  const mean = (cells: readonly number[], protein: number): number =>
    sum(cells.map((cell) => matrix.get(cell, protein))) / cells.length;
  const every = labels.map((_, cell) => cell);
  const cells = every.filter((cell) => labels[cell] === MARKED);
  const proteins = tissue.var.index;
  const here = proteins.map((_, protein) => mean(cells, protein));
  const more = proteins.map((_, protein) => here[protein]! - mean(every, protein));
  const at = proteins.findIndex((name) => name.toLowerCase() === text(given).toLowerCase());
  if (at < 0) return 'protein-unknown';
  if (more[at] === Math.max(...more)) return undefined;
  if (here[at] === Math.max(...here)) return 'marker-bright';
  return more[at]! < 0 ? 'marker-less' : 'marker-other';
}

function together(given: unknown, tissue: AnnData): Verdict {
  const labels = labelsOf(tissue);
  const graph = knnGraph(tissue, { k: 8 });
  const cells = labels.flatMap((label, cell) => (label === CD8 ? [cell] : []));
  const near = cells.flatMap((cell) => [...graph.neighbors(cell)]);
  const same = near.filter((cell) => labels[cell] === CD8).length;
  if (given === same) return 'together-count';
  if (close(given, same / cells.length)) return 'together-per-cell';
  const fault = shareFault(given, same / near.length);
  if (fault) return fault;
  if (close(given, same / near.length)) return undefined;
  if (close(given, cells.length / labels.length)) return 'together-all';
  return 'together-other';
}

function surprise(given: unknown, { measured, byChance }: { measured: number; byChance: readonly number[] }): Verdict {
  const asHigh = byChance.filter((share) => share >= measured).length;
  const right = (1 + asHigh) / (1 + byChance.length);
  if (!isNumber(given)) return 'not-a-number';
  if (close(given, right, 1e-4)) return undefined;
  if (given === 0) return 'p-zero';
  if (close(given, asHigh / byChance.length, 1e-4)) return 'p-without-measured';
  if (close(given, 1 - right, 0.01)) return 'p-other-side';
  return given < 0 || given > 1 ? 'no-share' : 'p-other';
}

function usedTokens(given: unknown, { tokens, entries }: { tokens: readonly string[]; entries: number }): Verdict {
  const right = new Set(tokens).size;
  if (given === right) return undefined;
  if (!isNumber(given)) return 'not-a-number';
  if (given === entries) return 'used-entries';
  return given === tokens.length ? 'used-cells' : 'used-other';
}

function mixed(given: unknown, entries: readonly TokenEntry[]): Verdict {
  const purity = (entry: TokenEntry): number => Math.max(...entry.types.map(({ share }) => share));
  const large = entries.filter(({ cells }) => cells >= 20);
  const chosen = entries.find(({ token }) => token === text(given));
  if (!chosen) return 'token-unknown';
  if (chosen.cells < 20) return 'mixed-small';
  const purities = large.map(purity);
  if (purity(chosen) === Math.min(...purities)) return undefined;
  if (purity(chosen) === Math.max(...purities)) return 'mixed-pure';
  return chosen.cells === Math.max(...large.map(({ cells }) => cells)) ? 'mixed-largest' : 'mixed-other';
}

function agreement(given: unknown, { tokens, others }: { tokens: string[]; others: string[] }): Verdict {
  if (!isNumber(given)) return 'not-a-number';
  if (close(given, normalizedMutualInformation(tokens, others))) return undefined;
  const same = tokens.filter((token, i) => token === others[i]).length / tokens.length;
  if (close(given, same)) return 'agreement-numbers';
  return given === 1 ? 'agreement-itself' : 'agreement-other';
}

function lead(given: unknown, groups: { tokens: string[]; plain: string[]; labels: string[] }): Verdict {
  const [model, average] = [groups.tokens, groups.plain].map((one) => normalizedMutualInformation(one, groups.labels));
  if (!isNumber(given)) return 'not-a-number';
  if (close(given, model! - average!)) return undefined;
  if (close(given, average! - model!)) return 'lead-sign';
  if (close(given, model!) || close(given, average!)) return 'lead-one';
  return close(given, normalizedMutualInformation(groups.tokens, groups.plain)) ? 'lead-each-other' : 'lead-other';
}

function best(given: unknown, scores: readonly { method: string; geneSpearman: number }[]): Verdict {
  const chosen = scores.find(({ method }) => method === text(given));
  if (!chosen) return 'method-unknown';
  const values = scores.map(({ geneSpearman }) => geneSpearman);
  if (chosen.geneSpearman === Math.max(...values)) return undefined;
  return chosen === scores[0] ? 'best-model' : 'best-other';
}

function effect(given: unknown, { measured, before, after, control }: Change): Verdict {
  if (!isNumber(given)) return 'not-a-number';
  const right = after.mean - control.mean;
  if (close(given, right, 1e-3)) return undefined;
  if (close(given, -right, 1e-3)) return 'effect-sign';
  if (close(given, after.mean, 1e-3)) return 'effect-no-control';
  if (close(given, before + after.mean - measured, 1e-3)) return 'effect-measured';
  return close(given, 100 * right, 0.1) ? 'percent' : 'effect-other';
}

function clear(given: unknown, changes: readonly Change[]): Verdict {
  const away = changes.filter(({ beyondControl: { low, high } }) => low > 0 || high < 0).length;
  if (given === away) return undefined;
  if (!isNumber(given)) return 'not-a-number';
  if (given === changes.length) return 'clear-all';
  if (given === changes.filter(({ beyondControl }) => beyondControl.mean !== 0).length) return 'clear-means';
  if (given === changes.filter(({ beyondControl: { low } }) => low > 0).length) return 'clear-one-side';
  return given === changes.length - away ? 'clear-opposite' : 'clear-other';
}

function alike(given: unknown, changes: readonly Change[]): Verdict {
  const signs = changes.map(({ averaged, beyondControl }) => (averaged?.mean ?? 0) * beyondControl.mean);
  const right = signs.filter((sign) => sign > 0).length;
  if (given === right) return undefined;
  if (!isNumber(given)) return 'not-a-number';
  return given === signs.filter((sign) => sign < 0).length ? 'alike-opposite' : 'alike-other';
}

/** The right sentence of several; each wrong one has an answer of its own. */
function sentence(exercise: '2.5' | '3.5', right: string): (given: unknown) => Verdict {
  return (given) => {
    const letter = text(given).toLowerCase().replace(/\)$/, '');
    if (letter === right) return undefined;
    return /^[a-d]$/.test(letter) ? (`${exercise}-${letter}` as Message) : 'letter';
  };
}

// Each check is given what its own cell hands over.
const CHECKS: Record<string, (given: unknown, about: never) => Verdict> = {
  '1.1': size,
  '1.2': commonest,
  '1.3': marker,
  '1.4': together,
  '1.5': surprise,
  '2.1': usedTokens,
  '2.2': mixed,
  '2.3': agreement,
  '2.4': lead,
  '2.5': sentence('2.5', 'b'),
  '3.1': best,
  '3.2': effect,
  '3.3': clear,
  '3.4': alike,
  '3.5': sentence('3.5', 'c'),
};

/** What is wrong with an answer, as a message's name; undefined for a right one. */
export function judge(exercise: string, given: unknown, about?: unknown): Verdict {
  const blank = typeof given === 'string' ? [given] : Object.values(Object(given) as object);
  if (blank.includes('___')) return 'blank';
  return CHECKS[exercise]!(given, about as never);
}

let language: Language = 'en';
let lesson = '1';

/** The folder for what is kept between two sittings. */
function folder(): string {
  const place = process.env.TISSUEBOOK_WORKSHOP_OUT ?? path.join(process.cwd(), 'my-work');
  mkdirSync(place, { recursive: true });
  return place;
}

/** A file in which something of this lesson is kept. */
export function saved(name: string): string {
  return path.join(folder(), name);
}

function solved(): string[] {
  const file = saved('solved.json');
  try {
    const list: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    // A file that was cut off by a dead battery: the exercises can be checked again.
    return [];
  }
}

/** A line that shows itself in the notebook, read out by screen readers when it comes. */
class Line {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }

  [Symbol.for('Jupyter.display')](): Record<string, string> {
    const escaped = this.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    return { 'text/plain': this.text, 'text/html': `<p role="status"><strong>${escaped}</strong></p>` };
  }
}

/** Begins a lesson in a language, and says which of its exercises were solved before. */
export function begin(which: string, speak: Language): void {
  [lesson, language] = [which, speak];
  const before = solved().filter((one) => one.startsWith(`${lesson}.`));
  console.log(
    before.length > 0 ? say(language, 'welcome-back', { list: before.join(', ') }) : say(language, 'welcome'),
  );
}

/** Says whether an answer is right, and if not, what is wrong with it. `check('done')` ends the lesson. */
export function check(exercise: string, given?: unknown, about?: unknown): Line {
  if (exercise === 'done') return done();
  const fault = judge(exercise, given, about);
  if (fault) return new Line(`${exercise} ✗ ${say(language, fault)}`);
  writeFileSync(saved('solved.json'), JSON.stringify([...new Set([...solved(), exercise])].sort()));
  return new Line(`${exercise} ✓ ${say(language, `right-${exercise}` as Message)}`);
}

function done(): Line {
  const open = Object.keys(CHECKS).filter((one) => one.startsWith(`${lesson}.`) && !solved().includes(one));
  return new Line(open.length > 0 ? say(language, 'still-open', { list: open.join(', ') }) : say(language, 'all-done'));
}
