import { coordinates, valuesOf, type AnnData } from '../data';
import { TissuebookError } from '../errors';
import { knnGraph } from '../graph';
import { randomOrders, readSections, tokenNames, type TokenModel } from '../models';
import { checkOptions, integer, seed as seedCheck, text } from '../options';
import { readCohort } from './cohort';
import { patientActivation, stratifyCohort } from './nestedChoice';
import { StratifyResult } from './stratifyResult';

export interface StratifyOptions {
  /** Column of obs with the patient (or tumour) of a cell. */
  patient: string;
  /** Column of obs with the class of the patient. */
  by: string;
  /** The class whose tokens are sought, and the one that it is set against; patients of other classes are left out. */
  high: string;
  low: string;
  /** Column of obs that tells sections apart, where patients have several: their cells are no neighbours. The patient. */
  section?: string;
  /** Neighbours of a cell: 8, as in SQUINT. */
  neighbours?: number;
  /** Patients with fewer cells are left out: 50 (ours). */
  minCells?: number;
  /** How often the labels are shuffled to see what chance gives: 40 (ours). */
  shuffles?: number;
  seed?: number;
}

/**
 * Tells two classes of patients apart by the tokens of their cells (SQUINT, section 5.3), judged on patients that were not
 * looked at: each patient in turn is held out, codes are chosen among the others, and the score of the patient is the mean
 * over its cells of how much a cell and its neighbours carry these codes. Which rule chooses the codes (the paper's, the
 * most frequent ones of a class, or those most enriched in it), how many (5 or 20) and of which class is itself decided
 * among the other patients alone, by holding them out one by one. The same is done with shuffled labels: what comes out
 * there is chance.
 *
 * @param tokens a trained model, which may have seen the cells but not the classes; or the name of a column of obs, for
 *   example cell types, as a baseline
 * @throws TissuebookError 'missing-key', 'invalid-argument' (fewer than four patients in a class, a patient of two classes)
 */
export async function stratify(
  tokens: TokenModel | string,
  adata: AnnData,
  options: StratifyOptions,
): Promise<StratifyResult> {
  checkOptions('stratify', options, {
    patient: text,
    by: text,
    high: text,
    low: text,
    section: text,
    neighbours: integer(1, 1000),
    minCells: integer(1),
    shuffles: integer(0, 10000),
    seed: seedCheck,
  });
  const { neighbours = 8, minCells = 50, shuffles = 40, seed = 0 } = options;
  const cohort = readCohort(adata, options, minCells);
  const names = await namesOf(tokens, adata);
  const known = [...new Set(names)].sort(new Intl.Collator('en', { numeric: true }).compare);
  const place = new Map(known.map((name, at) => [name, at]));
  const codes = Int32Array.from(names, (name) => place.get(name)!);
  const groups = readSections('stratify', adata, options.section ?? options.patient).section;
  const graph = knnGraph(coordinates(adata).points, { k: neighbours, symmetric: true, groups });
  const table = patientActivation(codes, known.length, cohort, graph);
  const chosen = stratifyCohort(table, cohort.high);
  const orders = randomOrders(seed, 'shuffled labels', cohort.high.length, shuffles);
  const chance = orders.map(
    (order) =>
      stratifyCohort(
        table,
        Array.from(order, (at) => cohort.high[at]!),
      ).auc,
  );
  return new StratifyResult({ options, cohort, tokens: known, codes, graph, ...chosen, chance });
}

async function namesOf(tokens: TokenModel | string, adata: AnnData): Promise<string[]> {
  if (typeof tokens === 'string') return valuesOf(adata.column(tokens)).map((value) => String(value ?? 'unknown'));
  if (!tokens.trained) {
    throw new TissuebookError('not-trained', 'stratify: the model has not been trained.', {
      argument: 'tokens',
      advice: 'Call fit first, without the classes.',
    });
  }
  const { codes, heads } = await tokens.tokenize(adata);
  return tokenNames(codes, heads);
}
