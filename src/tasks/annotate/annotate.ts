import type { AnnotateOptions } from './annotateOptions';
import { type AnnData, coordinates, DenseMatrix, valuesOf } from '../../data';
import { TissuebookError } from '../../errors';
import { knnGraph } from '../../graph';
import { neighborhoodMeans } from '../../graph/neighborhood';
import { classificationReport } from '../../metrics';
import { checkOptions, integer, number, oneOf, seed as seedCheck, text } from '../../options';
import { groupSplit, tileSplit } from '../../prepare';
import { LinearProbe } from '../probe/linearProbe';
import { Annotation, type AnnotationScore } from './annotation';
import { nearestLabels } from './nearestLabels';

/**
 * Labels for cells, learnt from those that have one, and how well it works on cells that were held out: whole tiles of tissue, or
 * whole groups, because neighbors share much of what a model sees of them. Beside it the same classifier on the cells' own
 * values, the same on the mean of the cell and its 6 nearest neighbors (what any smoothing gives; where the data have
 * positions), and the most frequent label for all. Data stay as they are.
 *
 * @throws TissuebookError 'missing-key' (no such column or entry), 'invalid-argument' (fewer than two labels among the cells
 *   that are learnt from)
 */
export function annotate(adata: AnnData, options: AnnotateOptions): Annotation {
  checkOptions('annotate', options, {
    labels: text,
    use: text,
    by: oneOf('probe', 'knn'),
    k: integer(1, 10_000),
    test: number(0.01, 0.99),
    groups: text,
    section: text,
    seed: seedCheck,
  });
  const { labels, use, by = 'probe', k = 15, seed = 0 } = options;
  const names = valuesOf(adata.column(labels)).map((label) => (label === null ? null : String(label)));
  const known = Int32Array.from(names.keys()).filter((cell) => names[cell] !== null);
  const { train, test } = split(adata, known, options);
  const labelsOf = (cells: Int32Array): string[] => Array.from(cells, (cell) => names[cell]!);
  const learn = (from: DenseMatrix, cells: Int32Array, asked: Int32Array): string[] =>
    classify(by, k, from.takeRows(cells), labelsOf(cells), from.takeRows(asked));
  const vectors = vectorsOf(adata, use);
  const score = (method: string, guess: string[]): AnnotationScore => {
    const report = classificationReport(labelsOf(test), guess);
    return { method, accuracy: report.accuracy, balancedAccuracy: report.balancedAccuracy, f1: report.macro.f1 };
  };
  const scores = [score(`${by} on ${use}`, learn(vectors, train, test))];
  if (use !== 'X') scores.push(score(`${by} on the cell's own values`, learn(vectorsOf(adata, 'X'), train, test)));
  const means = neighborhood(adata, options);
  if (means) scores.push(score(`${by} on the mean of the cell and its neighbors`, learn(means, train, test)));
  scores.push(score('most frequent label', Array<string>(test.length).fill(mostFrequent(labelsOf(train)))));
  const all = Int32Array.from(names.keys());
  const called = learn(vectors, known, all);
  return new Annotation({
    options: { ...options, seed },
    scores,
    train,
    test,
    labels: called.map((label, cell) => names[cell] ?? label),
  });
}

function classify(by: 'probe' | 'knn', k: number, known: DenseMatrix, labels: string[], rows: DenseMatrix): string[] {
  return by === 'probe' ? LinearProbe.fit(known, labels).predict(rows) : nearestLabels(known, labels, rows, k);
}

function vectorsOf(adata: AnnData, use: string): DenseMatrix {
  if (use === 'X') return adata.matrix().toDense();
  const found = adata.obsm.get(use);
  if (found) return found;
  throw new TissuebookError('missing-key', `annotate: there is no obsm["${use}"].`, {
    argument: 'use',
    found: use,
    advice: `Call embed first. obsm has: ${[...adata.obsm.keys()].join(', ') || 'nothing'}.`,
  });
}

/** The mean of each cell and its nearest neighbors of the same section [nObs, nVars]; undefined without positions. */
function neighborhood(adata: AnnData, { section, groups }: AnnotateOptions): DenseMatrix | undefined {
  if (!hasPositions(adata)) return undefined;
  const within = section ?? groups;
  const graph = knnGraph(adata, { k: 6, ...(within !== undefined && { groups: within }) });
  const means = neighborhoodMeans(
    adata.matrix(),
    graph,
    Int32Array.from({ length: adata.nObs }, (_, cell) => cell),
  );
  return new DenseMatrix(adata.nObs, adata.nVars, means);
}

function hasPositions(adata: AnnData): boolean {
  try {
    coordinates(adata);
    return true;
  } catch (error) {
    if (error instanceof TissuebookError && error.kind === 'missing-key') return false;
    throw error;
  }
}

/** Labeled cells that are learnt from, and such that judge. */
function split(
  adata: AnnData,
  known: Int32Array,
  { groups, test = 0.25, seed = 0 }: AnnotateOptions,
): { train: Int32Array; test: Int32Array } {
  const place = new Set(known);
  const key = 'annotate part';
  const asked = { validation: 0, test, key, seed };
  const parts = groups === undefined ? tileSplit(adata, asked) : groupSplit(adata, { ...asked, by: groups });
  const part = valuesOf(parts.obs.get(key));
  const of = (name: string): Int32Array =>
    Int32Array.from(part.keys()).filter((cell) => place.has(cell) && part[cell] === name);
  const found = { train: of('train'), test: of('test') };
  if (found.train.length > 0 && found.test.length > 0) return found;
  throw new TissuebookError(
    'invalid-argument',
    'annotate: too few cells have a label to learn from some and judge by others.',
    {
      argument: 'labels',
      found: known.length,
      advice: 'Label more cells, in several places.',
    },
  );
}

function mostFrequent(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]![0];
}
