import { DenseMatrix } from '../../data';
import type { Graph } from '../../graph';
import { rocAuc } from '../../metrics';
import type { Cohort } from './cohort';

/** What is known of each patient's tokens. */
export interface PatientTable {
  /** Share of each patient's cells that carry each token [patients, tokens]. */
  readonly usage: DenseMatrix;
  /** Mean over a patient's cells of the share of each token among the cell and its neighbors [patients, tokens]. */
  readonly activation: DenseMatrix;
}

/** How codes are chosen: the most frequent ones of a class (the paper's rule), or the most enriched in it. */
export interface Variant {
  readonly rule: 'frequent' | 'enriched';
  readonly count: number;
  /** Codes of the class that is sought, or of the other one; then a low score speaks for the sought class. */
  readonly from: 'high' | 'low';
}

/** The variants that are chosen among (ours): the paper's five codes or more, two rules, either class. */
export const VARIANTS: readonly Variant[] = (['enriched', 'frequent'] as const).flatMap((rule) =>
  [5, 20].flatMap((count) => (['high', 'low'] as const).map((from) => ({ rule, count, from }))),
);

/** What came out for each patient, held out. */
export interface NestedScores {
  /** Standardized by the scores of the other patients; higher speaks for the sought class. */
  readonly scores: Float64Array;
  /** Codes that were chosen without the patient, and by which variant. */
  readonly chosen: readonly { readonly codes: readonly number[]; readonly variant: Variant }[];
  /** Area under the curve over all held-out scores. */
  readonly auc: number;
}

/** Usage and activation of every token in every patient. Scores are sums over it, so that no cell is visited again. */
export function patientActivation(codes: Int32Array, tokens: number, cohort: Cohort, graph: Graph): PatientTable {
  const patients = cohort.patients.length;
  const usage = new Float64Array(patients * tokens);
  const activation = new Float64Array(patients * tokens);
  const cells = new Float64Array(patients);
  for (let cell = 0; cell < codes.length; cell++) {
    const patient = cohort.patientOf[cell]!;
    if (patient < 0) continue;
    cells[patient]!++;
    usage[patient * tokens + codes[cell]!]!++;
    const near = graph.neighbors(cell);
    const share = 1 / (near.length + 1);
    activation[patient * tokens + codes[cell]!]! += share;
    for (const other of near) activation[patient * tokens + codes[other]!]! += share;
  }
  const perCell = (sums: Float64Array): DenseMatrix =>
    new DenseMatrix(
      patients,
      tokens,
      sums.map((sum, at) => sum / cells[Math.floor(at / tokens)]!),
    );
  return { usage: perCell(usage), activation: perCell(activation) };
}

/** Scores every patient without having looked at it: the variant is chosen among the others, then its codes. */
export function stratifyCohort(table: PatientTable, high: readonly boolean[]): NestedScores {
  const all = [...high.keys()];
  const scores = new Float64Array(high.length);
  const chosen = all.map((held) => {
    const others = all.filter((patient) => patient !== held);
    const { variant, inner } = bestVariant(table, high, others);
    const codes = chooseCodes(table.usage, high, others, variant);
    const [mean, deviation] = moments(inner);
    scores[held] = (scoreOf(table, held, codes, variant) - mean) / (deviation || 1);
    return { codes, variant };
  });
  return { scores, chosen, auc: rocAuc(high, scores) };
}

/** What came out of several sets of tokens of the same patients. */
export interface JointScores {
  /** The mean of the scores by each set. */
  readonly scores: Float64Array;
  readonly auc: number;
  readonly each: readonly NestedScores[];
}

/** Scores every patient by each set of tokens on its own; scores are standardized, so that they can be averaged. */
export function stratifyTogether(tables: readonly PatientTable[], high: readonly boolean[]): JointScores {
  const each = tables.map((table) => stratifyCohort(table, high));
  const scores = Float64Array.from(high, (_, at) => each.reduce((sum, own) => sum + own.scores[at]! / each.length, 0));
  return { scores, auc: rocAuc(high, scores), each };
}

/** The area under the curve for each shuffle of the labels: what chance gives. */
export function shuffledAucs(tables: readonly PatientTable[], shuffled: readonly (readonly boolean[])[]): number[] {
  return shuffled.map((high) => stratifyTogether(tables, high).auc);
}

/** The variant that tells the given patients apart best when each in turn is held out; the first of equals. */
function bestVariant(
  table: PatientTable,
  high: readonly boolean[],
  patients: readonly number[],
): { variant: Variant; inner: number[] } {
  const labels = patients.map((patient) => high[patient]!);
  const inner = VARIANTS.map((): number[] => []);
  for (const held of patients) {
    const others = patients.filter((patient) => patient !== held);
    const rankings = new Map<string, number[]>();
    VARIANTS.forEach((variant, at) => {
      const key = `${variant.rule} ${variant.from}`;
      if (!rankings.has(key)) rankings.set(key, rankCodes(table.usage, high, others, variant));
      inner[at]!.push(scoreOf(table, held, rankings.get(key)!.slice(0, variant.count), variant));
    });
  }
  const tried = VARIANTS.map((variant, at) => ({ variant, inner: inner[at]!, auc: rocAuc(labels, inner[at]!) }));
  return tried.reduce((best, each) => (each.auc > best.auc ? each : best));
}

/** The codes that a variant takes when it sees only the given patients. */
export function chooseCodes(
  usage: DenseMatrix,
  high: readonly boolean[],
  patients: readonly number[],
  variant: Variant,
): number[] {
  return rankCodes(usage, high, patients, variant).slice(0, variant.count);
}

/** All codes, from the most frequent in a class on, or from the most enriched in it on; ties go to the lower code. */
function rankCodes(
  usage: DenseMatrix,
  high: readonly boolean[],
  patients: readonly number[],
  { rule, from }: Pick<Variant, 'rule' | 'from'>,
): number[] {
  const isOwn = (patient: number): boolean => high[patient] === (from === 'high');
  const own = patients.filter(isOwn);
  const other = patients.filter((patient) => !isOwn(patient));
  const merit = Float64Array.from({ length: usage.columns }, (_, token) => {
    const [mean, error] = meanOf(usage, own, token);
    if (rule === 'frequent') return mean;
    const [otherMean, otherError] = meanOf(usage, other, token);
    // Welch's t; infinite where neither class varies and they differ.
    return mean === otherMean ? 0 : (mean - otherMean) / Math.sqrt(error + otherError);
  });
  return Array.from(merit.keys()).sort((a, b) => merit[b]! - merit[a]! || a - b);
}

/** The mean usage of a token by some patients, and the square of its standard error. */
function meanOf(usage: DenseMatrix, patients: readonly number[], token: number): [number, number] {
  const { values, columns } = usage;
  let sum = 0;
  for (const patient of patients) sum += values[patient * columns + token]!;
  const mean = sum / patients.length;
  let squares = 0;
  for (const patient of patients) squares += (values[patient * columns + token]! - mean) ** 2;
  return [mean, squares / Math.max(1, patients.length - 1) / patients.length];
}

function scoreOf({ activation }: PatientTable, patient: number, codes: readonly number[], { from }: Variant): number {
  const sum = codes.reduce((total, code) => total + activation.get(patient, code), 0);
  return from === 'high' ? sum : -sum;
}

/** Mean and standard deviation (n - 1). */
function moments(values: readonly number[]): [number, number] {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((a, b) => a + (b - mean) ** 2, 0);
  return [mean, Math.sqrt(squares / Math.max(1, values.length - 1))];
}
