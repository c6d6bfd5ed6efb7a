import type { StratifyOptions } from './stratifyOptions';
import { coordinates, valuesOf, type AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import { knnGraph } from '../../graph';
import { type Model, tokenNames, type WorkPlace } from '../../models';
import { checkOptions, integer, seed as seedCheck, text } from '../../options';
import { need, needTrained } from '../shared/modelChecks';
import { modelNotices } from '../shared/modelNotices';
import { onCheck } from '../shared/onCluster';
import { refuseSteered } from '../shared/refuseSteered';
import { readCohort } from './cohort';
import { patientActivation, shuffledAucs, stratifyTogether } from './nestedChoice';
import { shufflesOn, tokensOn } from './stratifyOn';
import { StratifyResult, type Reading } from './stratifyResult';
import { randomOrders } from '../../prepare/splits/randomOrders';
import { readSections } from '../../data/sections';

/** A trained model, or the name of a column of obs. */
export type TokenSource = Model | string;

/**
 * Tells two classes of patients apart by the tokens of their cells (SQUINT, section 5.3), judged on patients that were not
 * looked at: each patient in turn is held out, codes are chosen among the others, and the score of the patient is the mean
 * over its cells of how much a cell and its neighbors carry these codes. Which rule chooses the codes (the paper's, the
 * most frequent ones of a class, or those most enriched in it), how many (5 or 20) and of which class is itself decided
 * among the other patients alone, by holding them out one by one. The same is done with shuffled labels: what comes out
 * there is chance.
 *
 * @param tokens a trained model, which may have seen the cells but not the classes; or the name of a column of obs, for
 *   example cell types, as a baseline; or a list of such, for example one model trained with three seeds: then the score of a
 *   patient is the mean of its scores by each, which depends less on a single training
 * @throws TissuebookError 'missing-key', 'not-trained', 'invalid-argument' (fewer than four patients in a class, a patient of two
 *   classes, an empty list, a model whose training a person steered by some of these cells)
 */
export async function stratify(
  tokens: TokenSource | readonly TokenSource[],
  adata: AnnData,
  options: StratifyOptions,
): Promise<StratifyResult> {
  checkOptions('stratify', options, {
    patient: text,
    by: text,
    high: text,
    low: text,
    section: text,
    neighbors: integer(1, 1000),
    minCells: integer(1),
    shuffles: integer(0, 10000),
    seed: seedCheck,
    on: onCheck,
  });
  const { neighbors = 8, minCells = 50, shuffles = 40, seed = 0, on } = options;
  const cohort = readCohort(adata, options, minCells);
  const sources = Array.isArray(tokens) ? (tokens as readonly TokenSource[]) : [tokens as TokenSource];
  if (sources.length === 0) {
    throw new TissuebookError('invalid-argument', 'stratify: the list of models is empty.', { argument: 'tokens' });
  }
  for (const source of sources) {
    if (typeof source !== 'string') refuseSteered('stratify', source, adata.obs.index, 'tokens');
  }
  const readings = (await allNames(sources, adata, on)).map((names) => numberTokens(names));
  const groups = readSections('stratify', adata, options.section ?? options.patient).section;
  const graph = knnGraph(coordinates(adata).points, { k: neighbors, symmetric: true, groups });
  const tables = readings.map((reading) => patientActivation(reading.codes, reading.tokens.length, cohort, graph));
  const orders = randomOrders(seed, 'shuffled labels', cohort.high.length, shuffles);
  const shuffled = orders.map((order) => Array.from(order, (at) => cohort.high[at]!));
  const found = stratifyTogether(tables, cohort.high);
  const chance = on ? await shufflesOn(on, tables, shuffled) : shuffledAucs(tables, shuffled);
  const notices = modelNotices(sources.filter((source) => typeof source !== 'string'));
  return new StratifyResult({ options, cohort, graph, readings, ...found, chance, notices });
}

/** Tokens of all cells, by place among their sorted names. */
function numberTokens(names: readonly string[]): Reading {
  const tokens = [...new Set(names)].sort(new Intl.Collator('en', { numeric: true }).compare);
  const place = new Map(tokens.map((name, at) => [name, at]));
  return { tokens, codes: Int32Array.from(names, (name) => place.get(name)!) };
}

/** The names of all cells' tokens, for every source. */
async function allNames(
  sources: readonly TokenSource[],
  adata: AnnData,
  on: WorkPlace | undefined,
): Promise<string[][]> {
  for (const source of sources) if (typeof source !== 'string') checkSource(source);
  const read = async (source: TokenSource): Promise<string[]> => {
    if (typeof source === 'string') return valuesOf(adata.column(source)).map((value) => String(value ?? 'unknown'));
    const { codes, heads } = await (on ? tokensOn(on, source, adata) : source.can.tokenize!(adata));
    return tokenNames(codes, heads);
  };
  if (on) return Promise.all(sources.map(read));
  const names: string[][] = [];
  for (const source of sources) names.push(await read(source));
  return names;
}

function checkSource(model: Model): void {
  need('stratify', model, 'tokenize');
  needTrained('stratify', model, 'tokens');
}
