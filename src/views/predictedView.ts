import { TissuebookError } from '../errors';
import { type MatrixLike, pearson } from '../metrics';
import { checkArgument, checkOptions, listOf, nearest, objectWith, text } from '../options';
import { readable, type SpatialPanel } from '../protocol';
import { colorFields, sharedLabels } from './panelColor';
import { encodeNumbers } from './numbers';
import { View } from './view';
import { type Wording, words, wordingChecks } from './wording';

/** Predictions and what was measured: a result of predictModality, or anything with these parts. */
export interface Predicted {
  readonly features: readonly string[];
  /** What was measured [cells, features]. */
  readonly truth: MatrixLike;
  /** What methods predict [cells, features], the one to show first. */
  readonly predictions: readonly { readonly method: string; readonly values: MatrixLike }[];
}

/** How predictions are shown. */
export interface PredictedOptions extends Wording {
  /** One panel each. Default: the four that vary most. */
  features?: readonly string[];
  /** Whose predictions. Default: the first method's. */
  method?: string;
}

const checks = { ...wordingChecks, features: listOf(text), method: text };

/** Panels unless named (ours). */
const SHOWN = 4;
const MAX_PANELS = 24;

/**
 * Predicted against measured values, a panel for each feature, with the line on which both are equal:
 * `predictedView(await predictModality(model, mdata, { from: 'rna', to: 'prot' }), { features: ['CD4'] })`.
 *
 * @throws TissuebookError 'missing-key' for a feature or method that is not there, 'invalid-argument' for more than 24 panels
 */
export function predictedView(result: Predicted, options: PredictedOptions = {}): View {
  checkArgument('predictedView', 'result', result, objectWith('features', 'truth', 'predictions'));
  checkOptions('predictedView', options, checks);
  const { features, truth, predictions } = result;
  const method = options.method ?? predictions[0]?.method ?? '';
  const found = predictions.find((each) => each.method === method);
  if (!found) throw unknown('method', method, predictions.map((each) => each.method)); // prettier-ignore
  const chosen = options.features ?? mostVarying(truth, features);
  if (chosen.length === 0 || chosen.length > MAX_PANELS) {
    throw new TissuebookError('invalid-argument', `predictedView: ${chosen.length} features, 1 to ${MAX_PANELS} have room.`, {
      argument: 'features',
      found: chosen.length,
    }); // prettier-ignore
  }
  const described: string[] = [];
  const panels = chosen.map((feature): SpatialPanel => {
    const j = features.indexOf(feature);
    if (j < 0) throw unknown('features', feature, features);
    const [x, y] = [columnOf(truth, j), columnOf(found.values, j)];
    const r = pearson(x, y);
    described.push(`${feature}: r ${Number.isNaN(r) ? 'not defined' : r.toFixed(2)}.`);
    const error = x.map((value, at) => y[at] - value);
    const name = 'predicted - measured';
    const largest = Math.max(1e-9, ...Array.from(error, Math.abs));
    const color = { kind: 'value', name, values: error } as const;
    const [low, high] = [Math.min(...x, ...y), Math.max(...x, ...y)];
    return {
      title: `${feature}, r ${Number.isNaN(r) ? 'not defined' : r.toFixed(2)}`,
      x: encodeNumbers(x, 'truth'),
      y: encodeNumbers(y, 'predictions'),
      color: colorFields(
        color,
        (values) => values,
        { vmin: -largest, vmax: largest, scale: 'diverging' },
        sharedLabels([color], {}),
      ),
      hover: [],
      regions: [{ name: 'equal', x: encodeNumbers([low, high], 'x'), y: encodeNumbers([low, high], 'y') }],
    };
  });
  return new View({
    ...words(options, {
      title: `Predicted against measured, ${method}`,
      description: `${readable(truth.rows)} cells by their measured (x) and predicted (y) values. ${described.join(' ')}`,
    }),
    kind: 'spatial',
    unit: 'px',
    axes: { x: 'measured', y: 'predicted' },
    panels,
  });
}

const columnOf = (matrix: MatrixLike, j: number): Float64Array =>
  Float64Array.from({ length: matrix.rows }, (_, i) => matrix.values[i * matrix.columns + j]);

function mostVarying(truth: MatrixLike, features: readonly string[]): string[] {
  const variance = features.map((_, j) => {
    const column = columnOf(truth, j);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    return column.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  });
  return [...features.keys()].sort((a, b) => variance[b] - variance[a]).slice(0, SHOWN).map((j) => features[j]); // prettier-ignore
}

function unknown(argument: string, found: string, known: readonly string[]): TissuebookError {
  const near = nearest(found, known);
  return new TissuebookError('missing-key', `predictedView: there is no ${argument === 'method' ? 'method' : 'feature'} "${found}".`, {
    argument,
    found,
    advice: `${near ? `Did you mean "${near}"? ` : ''}There are: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', ...' : ''}.`,
  }); // prettier-ignore
}
