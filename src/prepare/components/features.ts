import type { WorkOptions } from '../../wasm';
import { type AnnData, DenseMatrix, type Matrix } from '../../data';
import { TissuebookError } from '../../errors';
import type { LayerName } from '../../names';
import { anything, checkOptions, flag, integer, seed as seedCheck, text } from '../../options';
import { chosenGenes } from '../genes/chosenGenes';

/** What pca and lsi are both told; their own defaults are with them. */
export interface ComponentOptions extends WorkOptions {
  components?: number;
  useHighlyVariable?: boolean;
  layer?: LayerName;
  seed?: number;
}

/** The part of the data that components are found of. */
export interface ChosenFeatures {
  /** Which features take part, of all. */
  features: Int32Array;
  /** [nObs, features] */
  x: Matrix;
  /** How many components there will be. */
  count: number;
  seed: number;
}

/** How many components are found unless told: as scanpy (pca), and as Signac's RunSVD (lsi). */
const DEFAULT_COMPONENTS = 50;

/**
 * Checks the options and takes the features that they choose.
 *
 * @param where the function as its user calls it
 * @throws TissuebookError 'unknown-option', 'missing-key', 'invalid-argument' (more components than the data have)
 */
export function chooseFeatures(where: string, adata: AnnData, options: ComponentOptions): ChosenFeatures {
  checkOptions(where, options, {
    components: integer(1),
    useHighlyVariable: flag,
    layer: text,
    seed: seedCheck,
    signal: anything,
    progress: anything,
  });
  const features = chosenGenes(where, adata, options.useHighlyVariable);
  const whole = adata.matrix(options.layer);
  const x = features.length === adata.nVars ? whole : whole.takeColumns(features);
  return { features, x, count: componentCount(where, options.components, x), seed: options.seed ?? 0 };
}

/**
 * Loadings of all features: 0 for those that were left out.
 *
 * @param components [count, features]
 * @returns [nVars, count]
 */
export function loadingsOf(
  adata: AnnData,
  { features, count }: ChosenFeatures,
  components: ArrayLike<number>,
): DenseMatrix {
  const loadings = new Float64Array(adata.nVars * count);
  features.forEach((feature, j) => {
    for (let k = 0; k < count; k++) loadings[feature * count + k] = components[k * features.length + j]!;
  });
  return new DenseMatrix(adata.nVars, count, loadings);
}

/** Scores [nObs, count], as obsm holds them. */
export function scoresOf(adata: AnnData, { count }: ChosenFeatures, scores: ArrayLike<number>): DenseMatrix {
  return new DenseMatrix(adata.nObs, count, Float32Array.from(scores));
}

/** How many components can be had: fewer than cells and genes. */
function componentCount(where: string, wanted: number | undefined, { rows, columns }: Matrix): number {
  const most = Math.min(rows, columns) - 1;
  if ((wanted ?? DEFAULT_COMPONENTS) <= most) return wanted ?? DEFAULT_COMPONENTS;
  if (wanted === undefined && most >= 1) return most;
  throw new TissuebookError(
    'invalid-argument',
    `${where}: ${rows} cells and ${columns} genes have ${Math.max(0, most)} components, not ${wanted ?? DEFAULT_COMPONENTS}.`,
    { argument: 'components', found: wanted ?? DEFAULT_COMPONENTS },
  );
}
