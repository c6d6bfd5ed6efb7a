import { type AnnData, DenseMatrix, toColumn } from '../../data';
import { optionalCoordinates } from '../../data/coordinates';
import { TissuebookError } from '../../errors';
import { knnGraph } from '../../graph';
import { neighborhoodMeans } from '../../graph/neighborhood';
import type { Model } from '../../models';
import { pca } from '../../prepare';
import { LinearProbe } from '../probe/linearProbe';
import { logValues } from '../shared/logValues';
import { need } from '../shared/modelChecks';
import { refuseSteered } from '../shared/refuseSteered';
import { fitOptions } from '../shared/trial';
import type { AnnotateOptions } from './annotateOptions';
import { nearestLabels } from './nearestLabels';

/** Something that learns labels of some cells and gives labels to others. */
export interface Annotator {
  readonly method: string;
  /** @param names labels of all cells, of which only those of `train` may be looked at */
  label(names: readonly (string | null)[], train: Int32Array, asked: Int32Array): Promise<string[]> | string[];
}

/** Principal components of the baselines (ours). */
const COMPONENTS = 20;

/** A classifier of rows of a matrix. */
export function rowAnnotator(method: string, by: 'probe' | 'knn', k: number, rows: DenseMatrix): Annotator {
  return {
    method,
    label(names, train, asked) {
      const labels = Array.from(train, (cell) => names[cell]!);
      const [known, wanted] = [rows.takeRows(train), rows.takeRows(asked)];
      if (by === 'knn') return nearestLabels(known, labels, wanted, k);
      return LinearProbe.fit(known, labels).predict(wanted);
    },
  };
}

/**
 * A model whose classes are learned anew, from its weights where it is trained. All other labels are taken out of the data first.
 *
 * @throws TissuebookError 'invalid-argument' for a model that cannot classify, or whose training a person steered by cells that it would be
 *   scored on
 */
export function modelAnnotator(
  model: Model,
  adata: AnnData,
  options: AnnotateOptions,
  notices: Set<string>,
): Annotator {
  need('annotate', model, 'classify');
  const { labels } = options;
  const { index } = adata.obs;
  return {
    method: `${model.card.id}, ${model.trained ? 'fine-tuned' : 'trained from scratch'}`,
    async label(names, train, asked) {
      // Cells that have a label are what the answer is scored on.
      const scored = asked.filter((cell) => names[cell] !== null);
      refuseSteered(
        'annotate',
        model,
        Array.from(scored, (cell) => index[cell]!),
      );
      const trial = model.fresh({}, 'classify');
      const seen = withLabels(adata, labels, names, train);
      const fitted = await trial.fit(seen, {
        labels,
        ...(model.trained && { from: model }),
        ...fitOptions(options),
      });
      for (const notice of fitted.notices) notices.add(notice);
      const { classes, probabilities } = await need('annotate', trial, 'classify')(seen);
      return Array.from(asked, (cell) => {
        const row = probabilities.row(cell);
        return classes[row.indexOf(Math.max(...row))]!;
      });
    },
  };
}

/** What stands beside vectors or a model, unasked. */
export async function plainAnnotators(adata: AnnData, options: AnnotateOptions): Promise<Annotator[]> {
  const { k = 15, use, by = 'probe' } = options;
  const logs = logValues('annotate', adata);
  const values = logs.matrix().toDense();
  const components = Math.min(COMPONENTS, values.rows - 1, values.columns - 1);
  const annotators: Annotator[] = [];
  // Where that is what was asked, it stands there already.
  if (use !== 'X' || by !== 'probe' || logs !== adata) {
    annotators.push(rowAnnotator('logistic regression on the values', 'probe', k, values));
  }
  if (components > 0) {
    const reduced = (await pca(logs, { components, useHighlyVariable: false })).obsm.get('X_pca')!;
    annotators.push(
      rowAnnotator('logistic regression on principal components', 'probe', k, reduced),
      rowAnnotator(`${k} nearest on principal components`, 'knn', k, reduced),
    );
  }
  const means = neighborhood(logs, options);
  if (means) {
    annotators.push(rowAnnotator('logistic regression on the mean of the cell and its neighbors', 'probe', k, means));
  }
  annotators.push({
    method: 'most frequent label',
    label: (names, train, asked) =>
      Array<string>(asked.length).fill(mostFrequent(Array.from(train, (cell) => names[cell]!))),
  });
  return annotators;
}

/** An entry of obsm, or the values. @throws TissuebookError 'missing-key' */
export function vectorsOf(adata: AnnData, use: string): DenseMatrix {
  if (use === 'X') return adata.matrix().toDense();
  const found = adata.obsm.get(use);
  if (found) return found;
  throw new TissuebookError('missing-key', `annotate: there is no obsm["${use}"].`, {
    argument: 'use',
    found: use,
    advice: `Call embed first. obsm has: ${[...adata.obsm.keys()].join(', ') || 'nothing'}.`,
  });
}

/** The data with the labels of some cells, and no others. */
function withLabels(adata: AnnData, column: string, names: readonly (string | null)[], cells: Int32Array): AnnData {
  const known = new Set(cells);
  const obs = adata.obs.clone();
  obs.set(column, toColumn(names.map((name, cell) => (known.has(cell) ? name : null))));
  return adata.with({ obs });
}

/** The mean of each cell and its nearest neighbors of the same section [nObs, nVars]; undefined without positions. */
function neighborhood(adata: AnnData, { section, groups }: AnnotateOptions): DenseMatrix | undefined {
  if (!optionalCoordinates(adata)) return undefined;
  const within = section ?? groups;
  const graph = knnGraph(adata, { k: 6, ...(within !== undefined && { groups: within }) });
  const all = Int32Array.from({ length: adata.nObs }, (_, cell) => cell);
  return new DenseMatrix(adata.nObs, adata.nVars, neighborhoodMeans(adata.matrix(), graph, all));
}

function mostFrequent(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]![0];
}
