import { checkOptions, anything, integer, number } from '../options';
import { checkColumns, checkPaired } from './checks';
import type { DifferentialExpression } from './differentialExpression';

export interface PerturbationScoresOptions {
  /** Genes whose adjusted p is below it are significant. 0.05. */
  alpha?: number;
  /** Share of right directions that a prefix needs to count for `reach`. 0.9. */
  purity?: number;
  /** Fewest significant genes for which `foldChangeError` is defined. 10. */
  minGate?: number;
  /** Genes that `overlap` looks at. 10. */
  k?: number;
  /** Number of the perturbed gene, which is left out of the first four; -1 where it is not measured. */
  target?: number;
  /** 1 for a gene that the prediction speaks of; all unless given. */
  present?: ArrayLike<number>;
}

/** Scores of one predicted perturbation; NaN where one is not defined. */
export interface PerturbationScores {
  /** Right directions among the called genes, divided by the calls or the significant genes, whichever are more. */
  readonly fidelity: number;
  /** The deepest prefix of the significant genes, best called first, that is nearly pure, as a share of them. */
  readonly reach: number;
  /** Jaccard index of the significant sets. */
  readonly jaccard: number;
  /** Sum of the errors of the significant fold changes, divided by the sum of their sizes: 0 is best, 1 what no change has. */
  readonly foldChangeError: number;
  /** Of the older cell-eval: right directions among significant genes, the own gene included. */
  readonly directionMatch: number;
  readonly recall: number;
  /** Shared genes among the k of the largest fold changes of each. */
  readonly overlap: number;
}

/**
 * How well a predicted table of differential expression agrees with the measured one (Virtual Cell Challenge 2026; the last three:
 * cell-eval 0.8).
 *
 * @throws TissuebookError 'unknown-option', 'invalid-argument', 'shape-mismatch'
 */
export function perturbationScores(
  truth: DifferentialExpression,
  guess: DifferentialExpression,
  options: PerturbationScoresOptions = {},
): PerturbationScores {
  for (const [name, table] of Object.entries({ truth, guess })) {
    checkColumns('perturbationScores', name, table, ['foldChange', 'p', 'adjusted']);
  }
  checkPaired('perturbationScores', truth.p, guess.p);
  checkOptions('perturbationScores', options, {
    alpha: number(0, 1),
    purity: number(0, 1),
    minGate: integer(1),
    k: integer(1),
    target: integer(-1),
    present: anything,
  });
  const { alpha = 0.05, purity = 0.9, minGate = 10, k = 10, target = -1, present } = options;
  const genes = [...truth.p.keys()];
  const has = (j: number): boolean => present === undefined || present[j] === 1;
  const found = genes.filter((j) => truth.adjusted[j]! < alpha);
  const called = genes.filter((j) => has(j) && guess.adjusted[j]! < alpha);
  const others = (list: number[]): number[] => list.filter((j) => j !== target);
  const [real, calls] = [others(found), others(called)];
  const directed = (j: number): boolean => truth.foldChange[j] !== 0;
  const right = (j: number): boolean => directed(j) && sign(truth.foldChange[j]!) === sign(guess.foldChange[j]!);
  const seen = found.filter(has);
  const most = Math.min(k, found.length);
  return {
    fidelity: ratio(calls.filter(right).length, Math.max(calls.filter(directed).length, real.length)),
    reach: ratio(deepest(inOrder(real.filter(has), guess, new Set(calls)).filter(directed).map(right), purity), real.length), // prettier-ignore
    jaccard: jaccard(real, calls),
    foldChangeError: real.length >= minGate ? foldChangeError(real, truth, guess, has) : NaN,
    directionMatch: ratio(seen.filter((j) => sign(truth.foldChange[j]!) === sign(guess.foldChange[j]!)).length, seen.length), // prettier-ignore
    recall: ratio(found.filter((j) => called.includes(j)).length, found.length),
    overlap: most > 0 ? shared(largest(found, truth, most), largest(called, guess, most)) / most : 0,
  };
}

/** Significant genes as a reader of the prediction would go through them: called ones first, then by p, size and number. */
function inOrder(genes: readonly number[], guess: DifferentialExpression, called: ReadonlySet<number>): number[] {
  const size = (j: number): number => Math.abs(guess.foldChange[j]!);
  return [...genes].sort(
    (a, b) =>
      Number(called.has(b)) - Number(called.has(a)) ||
      guess.adjusted[a]! - guess.adjusted[b]! ||
      guess.p[a]! - guess.p[b]! ||
      size(b) - size(a) ||
      a - b,
  );
}

/** The length of the longest prefix of which at least a share is right. */
function deepest(right: readonly boolean[], purity: number): number {
  let [sum, depth] = [0, 0];
  right.forEach((one, at) => {
    if (one) sum++;
    if (sum >= purity * (at + 1) - 1e-9) depth = at + 1;
  });
  return depth;
}

function jaccard(a: readonly number[], b: readonly number[]): number {
  const union = new Set([...a, ...b]).size;
  return union > 0 ? shared(a, b) / union : 1;
}

function foldChangeError(
  genes: readonly number[],
  truth: DifferentialExpression,
  guess: DifferentialExpression,
  has: (j: number) => boolean,
): number {
  let [error, size] = [0, 0];
  for (const j of genes) {
    error += Math.abs((has(j) ? guess.foldChange[j]! : 0) - truth.foldChange[j]!);
    size += Math.abs(truth.foldChange[j]!);
  }
  return ratio(error, size);
}

function largest(genes: readonly number[], { foldChange }: DifferentialExpression, count: number): number[] {
  return [...genes].sort((a, b) => Math.abs(foldChange[b]!) - Math.abs(foldChange[a]!) || a - b).slice(0, count);
}

const shared = (a: readonly number[], b: readonly number[]): number => {
  const set = new Set(b);
  return a.filter((one) => set.has(one)).length;
};

const ratio = (a: number, b: number): number => (b > 0 ? a / b : NaN);
const sign = (value: number): number => Math.sign(value);
