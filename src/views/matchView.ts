import { DenseMatrix } from '../data';
import { TissuebookError } from '../errors';
import type { MatrixLike } from '../metrics';
import { checkArgument, checkOptions, integer, objectWith, text } from '../options';
import { heatmapView } from './heatmapView';
import type { View } from './view';
import { type Wording, wordingChecks } from './wording';

/** Probabilities of pairs in parts of the cells: a result of match, or anything with these parts. */
export interface Matched {
  readonly from: string;
  readonly to: string;
  readonly folds: readonly {
    readonly cells: ArrayLike<number>;
    /** By method, the right pairs on the diagonal. */
    readonly probabilities: readonly { readonly method: string; readonly values: MatrixLike }[];
  }[];
}

/** How matches are shown. */
export interface MatchViewOptions extends Wording {
  /** Whose probabilities. Default: the first method's. */
  method?: string;
  /** Which part of the cells, from 0. Default 0. */
  fold?: number;
  /** Most cells that are shown. Default 60 (ours): fields that can be told apart. */
  cells?: number;
}

const checks = { ...wordingChecks, method: text, fold: integer(0), cells: integer(2, 1000) };

/**
 * Probabilities of matches as colored fields, cells of the first modality from top to bottom, their partners in the same order from
 * left to right: right pairs lie on the diagonal. `matchView(await match(model, mdata, { from: 'rna', to: 'prot' }))`.
 *
 * @throws TissuebookError 'missing-key' for a method that is not there, 'invalid-argument' for a fold that is not there
 */
export function matchView(result: Matched, options: MatchViewOptions = {}): View {
  checkArgument('matchView', 'result', result, objectWith('from', 'to', 'folds'));
  checkOptions('matchView', options, checks);
  const { fold = 0, cells: most = 60, method, ...wording } = options;
  const part = result.folds[fold];
  if (!part) {
    throw new TissuebookError('invalid-argument', `matchView: there is no fold ${fold}.`, {
      argument: 'fold',
      found: fold,
      advice: `Folds go from 0 to ${result.folds.length - 1}.`,
    });
  }
  const found = part.probabilities.find((each) => method === undefined || each.method === method);
  if (!found) {
    throw new TissuebookError('missing-key', `matchView: there is no method "${method}".`, {
      argument: 'method',
      found: method,
      advice:
        part.probabilities.length === 0
          ? `No probabilities of part ${fold} were kept; those of the first parts are there.`
          : `There are: ${part.probabilities.map((each) => each.method).join(', ')}.`,
    });
  }
  const count = Math.min(most, part.cells.length);
  const { columns, values } = found.values;
  const shown = Float64Array.from({ length: count * count }, (_, at) => {
    return values[Math.floor(at / count) * columns + (at % count)];
  });
  const names = Array.from({ length: count }, (_, at) => String(part.cells[at]));
  const title = `Probability of each match, ${found.method}${count < part.cells.length ? `, ${count} of ${part.cells.length} cells` : ''}`;
  return heatmapView(
    { rows: names, columns: names, values: new DenseMatrix(count, count, shown) },
    {
      title,
      rowTitle: `cell of ${result.from}`,
      columnTitle: `cell of ${result.to}`,
      valueTitle: 'probability',
      ...wording,
    },
  );
}
